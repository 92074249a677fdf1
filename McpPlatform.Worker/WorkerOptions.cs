using System.ComponentModel.DataAnnotations;

namespace McpPlatform.Worker;

/// <summary>Settings of a Worker, section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Worker";

    /// <summary>Runs at once.</summary>
    [Range(1, 64)]
    public int ConcurrentRuns { get; set; } = 4;

    /// <summary>How often a lease is prolonged; also how soon a wish to stop is heard.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a Worker goes on without having been able to prolong its lease; shorter than the lease itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan RenewPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for work before looking again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a decision that a run asks for may be given.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan ApprovalLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>First wait before another try; each further one doubles it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan FirstRetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before another try.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many Workers in a row may die at a run, or freeze, before it fails. A node that ends, or rows read further than ever before, begin the count anew.
    /// </summary>
    [Range(1, 1000)]
    public int MaxClaims { get; set; } = 5;

    /// <summary>Deadline of each node but the one that moves rows.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan NodeTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Deadline of the node that moves rows.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan SyncTimeout { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How long rows may stand still before the movement is given up and tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Deadline of a check, a discovery, or a preview.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ConversationTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Deadline of a call that begins to read, or stages.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most bytes of a connector's answer.</summary>
    [Range(1024, 1 << 30)]
    public int AnswerLimitBytes { get; set; } = 64 << 20;

    /// <summary>
    /// Most partitions a large stream is moved in side by side, where source and destination offer that and the plan's source option
    /// <c>partitions</c> says nothing. A smaller table is divided in fewer.
    /// </summary>
    [Range(1, 64)]
    public int Partitions { get; set; } = Math.Clamp(System.Environment.ProcessorCount, 1, 4);

    /// <summary>Earlier versions kept of an overwritten target.</summary>
    [Range(0, 100)]
    public int KeepVersions { get; set; } = 3;
}
