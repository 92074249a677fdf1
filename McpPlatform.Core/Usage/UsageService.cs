using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Usage;

/// <summary>Shows what the calls of a tenant came to.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="usage">Where it is kept.</param>
/// <param name="time">What time it is.</param>
public sealed class UsageService(IPolicy policy, IUsageStore usage, TimeProvider time)
{
    private const int MostItems = 10_000;
    private const int MostLiveItems = 100;
    private static readonly TimeSpan LiveSpan = TimeSpan.FromMinutes(1);

    /// <summary>What calls came to, by hour or day.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">The time is none, or too long.</exception>
    public async Task<UsageReport> ReportAsync(Principal by, UsageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(query);
        await policy.RequireAsync(by, Actions.ReadUsage, "usage", cancellationToken);
        var (from, to) = SpanOf(query);
        var items = await usage.ReadAsync(by.Tenant, query.By, query.Bucket, from, to, MostItems + 1, cancellationToken);
        return items.Count <= MostItems
            ? new UsageReport(from, to, query.By, query.Bucket, items)
            : throw new InvalidInputException($"That would be more than {MostItems} items. Ask for a shorter time, for days, or for less apart.");
    }

    /// <summary>The last minute.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<LiveUsage> LiveAsync(Principal by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await policy.RequireAsync(by, Actions.ReadUsage, "usage", cancellationToken);
        var now = time.GetUtcNow();
        return new LiveUsage(now - LiveSpan, now, await usage.ReadLiveAsync(by.Tenant, now - LiveSpan, now, MostLiveItems, cancellationToken));
    }

    // Sums stand by the hour: whoever asks from within one gets all of it.
    private (DateTimeOffset From, DateTimeOffset To) SpanOf(UsageQuery query)
    {
        var (step, most, usual) = query.Bucket == UsageBucket.Hour
            ? (TimeSpan.FromHours(1), TimeSpan.FromDays(31), TimeSpan.FromDays(1))
            : (TimeSpan.FromDays(1), TimeSpan.FromDays(400), TimeSpan.FromDays(30));
        var to = (query.To ?? time.GetUtcNow()).ToUniversalTime();
        var from = Floor((query.From ?? Earlier(to, usual)).ToUniversalTime(), step);
        return from >= to ? throw new InvalidInputException("'from' must lie before 'to'.")
            : to - from > most + step ? throw new InvalidInputException($"Between 'from' and 'to' lie at most {most.TotalDays:0} days of that step.")
            : (from, to);
    }

    private static DateTimeOffset Earlier(DateTimeOffset at, TimeSpan span) => at - DateTimeOffset.MinValue > span ? at - span : DateTimeOffset.MinValue;

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan step) => new(at.UtcTicks - (at.UtcTicks % step.Ticks), TimeSpan.Zero);
}
