namespace McpPlatform.Worker.Orchestration;

/// <summary>How long to wait before another try: doubling, capped, and half of it by chance, so that many runs do not come back at once.</summary>
internal static class Backoff
{
    /// <summary>The wait before the given try.</summary>
    /// <param name="attempt">How many tries have failed, from 1.</param>
    /// <param name="first">Wait after the first failure, before chance.</param>
    /// <param name="longest">Longest wait.</param>
    /// <param name="chance">A number from 0 to 1.</param>
    public static TimeSpan Delay(int attempt, TimeSpan first, TimeSpan longest, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var full = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromMilliseconds((full / 2) + (full / 2 * chance));
    }
}
