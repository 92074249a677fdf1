using McpPlatform.Core.Identity;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpPlatform.Gateway;

/// <summary>Ready means that the Gateway can recognise keys, without which it serves nobody.</summary>
internal sealed class GatewayHealth(IKeyStore keys) : IHealthCheck
{
    private static readonly byte[] NoKey = new byte[32];

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await keys.FindAsync(NoKey, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
