using McpPlatform.Core.Audit;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Audit;

/// <summary>Makes room for the days to come, and drops those that are old enough: at the start and every hour.</summary>
internal sealed class CallAuditDays(
    ICallAuditStore store, IOptions<CallAuditOptions> options, TimeProvider time, ILogger<CallAuditDays> log) : BackgroundService
{
    private const int DaysAhead = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // The database has the last word on what is a day ago, by its own clock.
    private static readonly TimeSpan AMoment = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = await LookAsync(stoppingToken) ? Interval : AfterFailure;
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Where nothing is kept any more, what was kept before goes as soon as it may.
    private static TimeSpan KeptFor(CallAuditOptions options) => TimeSpan.FromTicks(
        Math.Clamp(options.AttributeRetention.Ticks, TimeSpan.TicksPerDay, options.Retention.Ticks)) + AMoment;

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            await store.PrepareDaysAsync(DateOnly.FromDateTime(now.UtcDateTime), DaysAhead, cancellationToken);
            foreach (var day in await store.ExpireAsync(now - options.Value.Retention, cancellationToken))
            {
                Log.AuditDayDropped(log, day.Day, day.Records);
            }

            foreach (var day in await store.ExpireAttributesAsync(now - KeptFor(options.Value), cancellationToken))
            {
                Log.AuditAttributesDropped(log, day);
            }

            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.AuditDaysNotKept(log, e.Message);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
