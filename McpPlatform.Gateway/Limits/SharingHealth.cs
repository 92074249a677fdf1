using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpPlatform.Gateway.Limits;

/// <summary>Without the Redis it is to share limits through, a gateway goes on with its share: degraded, and ready.</summary>
internal sealed class SharingHealth(BucketSharing sharing) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(sharing.IsDown ? HealthCheckResult.Degraded() : HealthCheckResult.Healthy());
}
