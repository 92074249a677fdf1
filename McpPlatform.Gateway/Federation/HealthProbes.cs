using McpPlatform.Gateway.Links;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Federation;

/// <summary>
/// Asks upstreams that are in use, at intervals, whether they answer, so that agents learn of one that is gone before they call it. Programs are
/// not asked: the gateway sees them end.
/// </summary>
internal sealed class HealthProbes(UpstreamDirectory directory, IOptions<GatewayOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.HealthInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var upstream in directory.Known.Where(u => u.Config.Address is HttpAddress))
                {
                    upstream.Health.Probe();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
