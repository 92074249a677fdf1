using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Usage;

/// <summary>What quotas mean: their periods, and their units.</summary>
public static class QuotaTerms
{
    private const decimal Micros = 1_000_000;

    /// <summary>When the period began in which a moment lies.</summary>
    /// <param name="period">The period.</param>
    /// <param name="at">The moment.</param>
    public static DateTimeOffset Began(QuotaPeriod period, DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return new DateTimeOffset(utc.Year, utc.Month, period == QuotaPeriod.Day ? utc.Day : 1, 0, 0, 0, TimeSpan.Zero);
    }

    /// <summary>When the next one begins.</summary>
    /// <param name="period">The period.</param>
    /// <param name="began">When this one began.</param>
    public static DateTimeOffset Ends(QuotaPeriod period, DateTimeOffset began) => period == QuotaPeriod.Day ? began.AddDays(1) : began.AddMonths(1);

    /// <summary>An amount as it is counted.</summary>
    /// <param name="metric">What is counted.</param>
    /// <param name="amount">Calls, bytes, or units of cost.</param>
    public static long Whole(QuotaMetric metric, decimal amount) => (long)Math.Floor(metric == QuotaMetric.Cost ? amount * Micros : amount);

    /// <summary>An amount as people read it.</summary>
    /// <param name="metric">What is counted.</param>
    /// <param name="whole">The amount as it is counted.</param>
    public static decimal Amount(QuotaMetric metric, long whole) => metric == QuotaMetric.Cost ? whole / Micros : whole;
}
