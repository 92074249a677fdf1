namespace McpPlatform.Tests.Gateway.Limits;

/// <summary>A clock that goes on when a test says so; the calendar and what only goes forward move apart.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long timestamp = 1_000_000_000;

    public DateTimeOffset Calendar { get; set; } = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => Interlocked.Read(ref timestamp);

    public override DateTimeOffset GetUtcNow() => Calendar;

    public void Step(TimeSpan span) => Interlocked.Add(ref timestamp, (long)span.TotalNanoseconds);
}
