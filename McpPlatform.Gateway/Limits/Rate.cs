namespace McpPlatform.Gateway.Limits;

/// <summary>How often something may happen.</summary>
/// <param name="PerSecond">How often in a second, in the long run; more than 0.</param>
/// <param name="Burst">How often at once; at least 1.</param>
internal readonly record struct Rate(double PerSecond, int Burst)
{
    /// <summary>The rate of settings; <see langword="null"/> where they set none. Without a burst, it is what a second allows.</summary>
    public static Rate? Of(double? perSecond, int? burst) =>
        perSecond is { } rate ? new Rate(rate, burst ?? Math.Max(1, (int)Math.Ceiling(rate))) : null;

    /// <summary>So many in a time, all of them at once if need be.</summary>
    public static Rate Of(int times, TimeSpan per) => new(times / per.TotalSeconds, times);
}
