using System.Text.Json.Serialization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>One execution of a pipeline.</summary>
public sealed record RunInfo
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The pipeline.</summary>
    public required Guid PipelineId { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Hash of the plan it executes.</summary>
    public required string PlanHash { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>The node it is at, or ended at.</summary>
    public required RunNode Node { get; init; }

    /// <summary>Who or what started it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a Worker began; <see langword="null"/> while queued.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; <see langword="null"/> until then.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How often the current node has been tried.</summary>
    public int Attempt { get; init; }

    /// <summary>What went wrong; <see langword="null"/> for nothing.</summary>
    public RunError? Error { get; init; }

    /// <summary>Counts by stream.</summary>
    public IReadOnlyList<RunStream> Streams { get; init => field = value ?? []; } = [];
}

/// <summary>Where a run stands.</summary>
[JsonConverter(typeof(SnakeCaseEnum<RunState>))]
public enum RunState
{
    /// <summary>Waits for a Worker.</summary>
    Queued,

    /// <summary>Waits for a person to approve.</summary>
    WaitingForApproval,

    /// <summary>A Worker is at it.</summary>
    Running,

    /// <summary>Waits until its next try.</summary>
    Retrying,

    /// <summary>Waits for a person to correct something; then it continues.</summary>
    WaitingForFix,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Ended because someone asked for it.</summary>
    Cancelled,
}

/// <summary>The nodes of the run's state machine.</summary>
[JsonConverter(typeof(SnakeCaseEnum<RunNode>))]
public enum RunNode
{
    /// <summary>Authorises again, checks the plan and its approvals.</summary>
    InitializeRun,

    /// <summary>Makes sure every secret can be had.</summary>
    GetSourceCredentials,

    /// <summary>Checks source and destination.</summary>
    CheckSourceConnection,

    /// <summary>Discovers the schema and compares it with the last one committed.</summary>
    DiscoverSourceSchema,

    /// <summary>Moves rows into the staging place.</summary>
    RunDataSync,

    /// <summary>Publishes, and records counts, schema, lineage and cursor.</summary>
    CommitFinalState,

    /// <summary>Decides between trying again, waiting for a fix, and failing.</summary>
    HandleError,
}

/// <summary>What went wrong in a run.</summary>
/// <param name="Class">Who can do something about it.</param>
/// <param name="Node">The node that failed.</param>
/// <param name="Message">What is wrong, where, and what to do.</param>
public sealed record RunError(FailureClass Class, RunNode Node, string Message);

/// <summary>Counts of one stream: <c>read = loaded + merged + rejected + discarded</c> once it is committed.</summary>
/// <param name="Name">The source stream.</param>
/// <param name="Target">The target.</param>
/// <param name="Read">Rows the source had.</param>
/// <param name="Loaded">Rows new in the target.</param>
/// <param name="Merged">Rows that met a row of the same key, or were overlap.</param>
/// <param name="Rejected">Rows in quarantine.</param>
/// <param name="Discarded">Rows the plan asked to leave out.</param>
/// <param name="Bytes">Bytes of values moved.</param>
/// <param name="LeftOut">Columns the source has and the plan's schema policy left out of every row; <see langword="null"/> for none.</param>
public sealed record RunStream(
    string Name, string Target, long Read, long Loaded, long Merged, long Rejected, long Discarded, long Bytes, IReadOnlyList<string>? LeftOut = null);

/// <summary>How far a run has come; sent while it runs, kept nowhere.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Node">The node it is at.</param>
/// <param name="Stream">The stream being moved; <see langword="null"/> between streams.</param>
/// <param name="Rows">Rows read so far over all streams.</param>
/// <param name="Bytes">Bytes moved so far.</param>
/// <param name="RowsPerSecond">Speed over the last seconds.</param>
/// <param name="RowEstimate">Rows expected; <see langword="null"/> when unknown.</param>
/// <param name="SecondsLeft">Time left, by speed and estimate; <see langword="null"/> when unknown.</param>
public sealed record RunProgress(
    Guid RunId, RunNode Node, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Stream, long Rows, long Bytes,
    double RowsPerSecond, long? RowEstimate = null, double? SecondsLeft = null);

/// <summary>Starts a run.</summary>
/// <param name="PlanHash">Hash of the plan the caller means; refused when the pipeline's differs. <see langword="null"/> for the latest.</param>
public sealed record StartRun(string? PlanHash = null);

/// <summary>Continues a run that waits for a fix.</summary>
/// <param name="Plan">A corrected plan of the same pipeline; <see langword="null"/> when the correction was made elsewhere.</param>
public sealed record FixRun(Plans.PipelinePlan? Plan = null);
