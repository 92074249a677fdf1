using McpPlatform.Worker.Orchestration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpPlatform.Worker;

/// <summary>Ready is a Worker that holds the lock which says it lives.</summary>
/// <param name="sessions">The lock.</param>
internal sealed class WorkerHealth(IWorkerSessions sessions) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await sessions.CurrentAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
