using System.Globalization;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpPlatform.Store.Events;

/// <summary>
/// Drops events that are old enough: once an hour, part by part, so that nobody waits for it. What runs and the call audit still need stays, and
/// digests keep the chain whole. Without a retention nothing is ever dropped.
/// </summary>
internal sealed class EventAging(PlatformDatabase database, IOptions<StoreOptions> options, TimeProvider time, ILogger<EventAging> log) : BackgroundService
{
    private const int EventsAtOnce = 5_000;
    private const string Actor = "service:worker";
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Drops what lies before a moment, and records in the log how much that was.</summary>
    /// <param name="before">The moment, at least a day ago.</param>
    /// <param name="cancellationToken">Ends the dropping; what is dropped stays dropped.</param>
    /// <returns>How many events were dropped.</returns>
    public async Task<long> ExpireAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (dropped, after) = (0L, 0L);
        while (await ExpireAsync(before, after, cancellationToken) is { UpTo: { } upTo } part)
        {
            dropped += part.Dropped;
            after = upTo;
        }

        if (dropped > 0)
        {
            await RecordAsync(before, dropped, cancellationToken);
        }

        return dropped;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (options.Value.EventRetention > TimeSpan.Zero && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await ExpireAsync(time.Now() - options.Value.EventRetention, stoppingToken) is > 0 and var dropped)
                {
                    log.EventsDropped(dropped);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.EventsNotDropped(exception.Message);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(long Dropped, long? UpTo)> ExpireAsync(DateTimeOffset before, long after, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        (long, long?) part;
        await using (var command = work.Command("SELECT dropped, upto FROM events_expire($1, $2, $3)", before.AsStored(), after, EventsAtOnce))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            part = (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1));
        }

        await work.CommitAsync(cancellationToken);
        return part;
    }

    private async Task RecordAsync(DateTimeOffset before, long dropped, CancellationToken cancellationToken)
    {
        var data = EventRecording.Map(("before", before.ToString("O", CultureInfo.InvariantCulture)), ("events", dropped.ToString(CultureInfo.InvariantCulture)));
        await using var work = await database.BeginAsync(Tenants.Default, cancellationToken);
        await work.RecordAsync([new NewEvent(EventTypes.EventsExpired, "events", Actor, time.Now(), data)], cancellationToken);
        await work.CommitAsync(cancellationToken);
    }
}
