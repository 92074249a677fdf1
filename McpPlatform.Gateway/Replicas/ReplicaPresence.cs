using McpPlatform.Core.Replicas;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Replicas;

/// <summary>Says that this gateway lives, and hears of the others. Without an address of its own it stands alone and does neither.</summary>
internal sealed class ReplicaPresence(
    ThisReplica self, ReplicaDirectory directory, IReplicaStore store, IServer server, IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options,
    ILogger<ReplicaPresence> logger) : BackgroundService
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Replica.Address is not { } configured)
        {
            return;
        }

        try
        {
            await Task.Delay(Timeout.Infinite, lifetime.ApplicationStarted).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stoppingToken.ThrowIfCancellationRequested();
            var address = ReplicaAddress.Of(configured, server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
            Log.ReplicaPresent(logger, self.Id, address);
            await foreach (var living in store.TakePartAsync(new Replica(self.Id, address), Lease, stoppingToken))
            {
                directory.Set(living);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}

/// <summary>Ready means that the others know of this gateway and it of them: from then on, any of them may be sent any request.</summary>
internal sealed class ReplicaHealth(ReplicaDirectory directory, IOptions<GatewayOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        options.Value.Replica.Address is null || directory.IsKnown
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The other gateways do not know of this one yet."));
}
