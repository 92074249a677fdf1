using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Core.Runs;

/// <summary>Every place at which <see cref="KillPoints"/> can let a Worker die while it runs a pipeline. The kill matrix is generated from this list.</summary>
public static class KillPointCatalog
{
    /// <summary>A Worker has the run, and nothing is stored of that yet.</summary>
    public const string RunClaimed = "run.claimed";

    /// <summary>It is stored that a Worker began.</summary>
    public const string RunBegun = "run.begun";

    /// <summary>The lease was prolonged.</summary>
    public const string LeaseRenewed = "lease.renewed";

    /// <summary>The principal is authorised again.</summary>
    public const string InitializeAuthorised = "initialize.authorised";

    /// <summary>The plan is checked against the world.</summary>
    public const string InitializeChecked = "initialize.checked";

    /// <summary>Approvals are used up for the run.</summary>
    public const string InitializeApproved = "initialize.approved";

    /// <summary>The end of the run is stored.</summary>
    public const string RunEnded = "run.ended";

    /// <summary>The last transition is made and not stored.</summary>
    public const string RunBeforeEnd = "run.before-end";

    /// <summary>The destination has not been asked to stage.</summary>
    public const string SyncBeforeStage = "sync.before-stage";

    /// <summary>The destination has prepared its staging place.</summary>
    public const string SyncStagePrepared = "sync.stage-prepared";

    /// <summary>The source has answered with a link.</summary>
    public const string SyncSourceAnswered = "sync.source-answered";

    /// <summary>Both ends are open; nothing has been sent.</summary>
    public const string SyncOpened = "sync.opened";

    /// <summary>A segment is read and not sent.</summary>
    public const string SyncSegmentRead = "sync.segment-read";

    /// <summary>A segment is sent and perhaps not committed.</summary>
    public const string SyncSegmentSent = "sync.segment-sent";

    /// <summary>The destination has acknowledged segments.</summary>
    public const string SyncSegmentsCommitted = "sync.segments-committed";

    /// <summary>All segments are sent; the last ones are perhaps not committed.</summary>
    public const string SyncAllSent = "sync.all-sent";

    /// <summary>All segments are committed.</summary>
    public const string SyncAllCommitted = "sync.all-committed";

    /// <summary>What was sent and what is staged are compared.</summary>
    public const string SyncCompared = "sync.compared";

    /// <summary>The destination has not been asked to publish.</summary>
    public const string CommitBeforePublish = "commit.before-publish";

    /// <summary>The destination has published; nothing is recorded of it here.</summary>
    public const string CommitPublished = "commit.published";

    /// <summary>Counts, schema and lineage of a stream are recorded.</summary>
    public const string CommitRecorded = "commit.recorded";

    private static readonly string[] Phases = ["entered", "done", "saved"];
    private static readonly string[] CallPhases = ["asked", "answered"];

    private static readonly string[] Tools =
        [ConnectorTools.CheckConnection, ConnectorTools.DiscoverSchema, ConnectorTools.ReadStream, ConnectorTools.WriteStream];

    /// <summary>Places around each node of the state machine.</summary>
    public static IReadOnlyList<string> Nodes { get; } = [.. Enum.GetValues<RunNode>().SelectMany(n => Phases, NodePoint)];

    /// <summary>Places around each call of a connector.</summary>
    public static IReadOnlyList<string> Calls { get; } = [.. Tools.SelectMany(t => CallPhases, CallPoint)];

    /// <summary>Places in the movement of rows.</summary>
    public static IReadOnlyList<string> Sync { get; } =
    [
        SyncBeforeStage, SyncStagePrepared, SyncSourceAnswered, SyncOpened, SyncSegmentRead, SyncSegmentSent, SyncSegmentsCommitted,
        SyncAllSent, SyncAllCommitted, SyncCompared, CommitBeforePublish, CommitPublished, CommitRecorded,
    ];

    /// <summary>Places inside PostgreSQL as a source and destination, which runs in the Worker's process.</summary>
    public static IReadOnlyList<string> Postgres { get; } =
    [
        "stage.prepared", "stage.before-commit", "stage.after-commit", "discard.before-commit", "discard.after-commit", "read.segment",
        "publish.before-commit", "publish.after-commit",
    ];

    /// <summary>Places inside files as a source and destination. They take the matrix's pipelines nowhere, so <see cref="All"/> leaves them out.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        "read.segment", "stage.prepared", "stage.before-commit", "stage.after-commit", "publish.version-kept", "publish.placed",
        "publish.before-commit", "publish.after-commit",
    ];

    /// <summary>All places.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        RunClaimed, RunBegun, LeaseRenewed, InitializeAuthorised, InitializeChecked, InitializeApproved, .. Nodes, .. Calls, .. Sync,
        .. Postgres, RunBeforeEnd, RunEnded,
    ];

    /// <summary>
    /// Values of <see cref="KillPoints.Variable"/> for the kill matrix: each place at its first time, and those that are passed with every
    /// segment or call also in the middle of a run.
    /// </summary>
    public static IReadOnlyList<string> Matrix { get; } =
    [
        .. All, $"{SyncSegmentRead}#2", $"{SyncSegmentSent}#2", $"{SyncSegmentsCommitted}#2", "stage.before-commit#2", "stage.after-commit#2",
        $"{CallPoint(ConnectorTools.WriteStream, "answered")}#2", $"{CallPoint(ConnectorTools.WriteStream, "answered")}#3",
    ];

    /// <summary>Name of a place around a call of a connector.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="phase"><c>asked</c> (about to be) or <c>answered</c>.</param>
    public static string CallPoint(string tool, string phase) => $"call.{tool}.{phase}";

    /// <summary>Name of a place around a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="phase"><c>entered</c> (its work has not begun), <c>done</c> (not stored yet) or <c>saved</c>.</param>
    public static string NodePoint(RunNode node, string phase) => $"node.{Name(node)}.{phase}";

    private static string Name(RunNode node) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(node.ToString());
}
