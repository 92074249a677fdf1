using McpPlatform.Core.Audit;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Audit;

/// <summary>Makes room for the days to come, and drops those that are old enough: at the start and every hour.</summary>
internal sealed class CallAuditDays(
    ICallAuditStore store, IOptions<CallAuditOptions> options, TimeProvider time, ILogger<CallAuditDays> log) : BackgroundService
{
    private const int DaysAhead = 8;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
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
