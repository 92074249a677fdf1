namespace McpPlatform.Store;

/// <summary>Settings of the store, section <c>Store</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Store";

    /// <summary>How long a lease holds without being renewed. The session lock shows a dead Worker at once; this is for one that hangs.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most events given a place in one transaction of the sequencer.</summary>
    public int EventBatch { get; set; } = 1_000;

    /// <summary>How long the sequencer waits before it looks without having been notified, and a second one before it asks for the lock again.</summary>
    public TimeSpan QuietInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long followers of the event log wait before they look without having been notified; there may be thousands of them.</summary>
    public TimeSpan FollowInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait before connecting again after a connection was lost.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long events are kept; zero for good. Events of runs that have not ended stay longer, and anchors as long as the records they testify to.</summary>
    public TimeSpan EventRetention { get; set; }

    /// <summary>Least time between two progress messages of one run.</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}
