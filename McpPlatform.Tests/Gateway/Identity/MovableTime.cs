namespace McpPlatform.Tests.Gateway.Identity;

/// <summary>The time as it is, plus what a test adds to it; timers run as ever.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long added;

    public void Pass(TimeSpan span) => Interlocked.Add(ref added, span.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref added));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(TimeSpan.FromTicks(Volatile.Read(ref added)).TotalSeconds * TimestampFrequency);
}
