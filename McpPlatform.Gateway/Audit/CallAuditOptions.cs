using System.ComponentModel.DataAnnotations;

namespace McpPlatform.Gateway.Audit;

/// <summary>Settings of the audit of calls; section <c>Audit</c>.</summary>
internal sealed class CallAuditOptions
{
    public const string Section = "Audit";

    /// <summary>Most records of calls under way or not stored yet.</summary>
    [Range(1, 10_000_000)]
    public int Buffer { get; set; } = 65_536;

    /// <summary>What happens to a call for whose record there is no room.</summary>
    public WhenFull WhenFull { get; set; } = WhenFull.Refuse;

    /// <summary>How long records are kept; whole days are dropped.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long it is kept what the policies were told of calls, masked; whole days are dropped, and never later than their records. Zero to keep nothing.
    /// </summary>
    public TimeSpan AttributeRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Most records stored in one transaction.</summary>
    [Range(1, 100_000)]
    public int Batch { get; set; } = 2_000;

    /// <summary>How long a record waits for others to be stored with.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the head of the chain is written into the event log, when it has moved.</summary>
    public TimeSpan AnchorInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait at most before storing is tried again.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>What happens to a call for whose record there is no room.</summary>
internal enum WhenFull
{
    /// <summary>It is refused: no call without a record.</summary>
    Refuse,

    /// <summary>It goes through without a record; losses are counted and logged.</summary>
    Drop,
}
