using McpPlatform.Core.Usage;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Metering;

/// <summary>Forgets sums that are old enough, every hour.</summary>
internal sealed class UsageRetention(IUsageStore usage, IOptions<MeteringOptions> options, TimeProvider time, ILogger<UsageRetention> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await ForgetAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await usage.ForgetAsync(time.GetUtcNow() - options.Value.Retention, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.UsageNotForgotten(log, exception.Message);
        }
    }
}
