using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Contracts.Connectors;

/// <summary>Arguments of <c>write_stream</c>.</summary>
public sealed record WriteRequest
{
    /// <summary>The connection.</summary>
    public required ConnectionConfig Connection { get; init; }

    /// <summary>Who writes, for whom. A lower fence than the one the destination has recorded is refused.</summary>
    public required RunContext Run { get; init; }

    /// <summary>What to do.</summary>
    public required WriteIntent Intent { get; init; }

    /// <summary>The target, as in <see cref="StreamPlan.Target"/>.</summary>
    public required string Target { get; init; }

    /// <summary>How staged rows meet what is there.</summary>
    public required SyncMode Mode { get; init; }

    /// <summary>Columns of the staged rows, in order.</summary>
    public required IReadOnlyList<CatalogColumn> Columns { get; init; }

    /// <summary>Key columns (by target name), for <see cref="SyncMode.IncrementalDedup"/>.</summary>
    public IReadOnlyList<string> PrimaryKey { get; init => field = value ?? []; } = [];

    /// <summary>Cursor column (by target name): of two rows with the same key the one with the greater cursor wins, then the later.</summary>
    public string? CursorField { get; init; }

    /// <summary>Whether columns may be added and types widened in the target.</summary>
    public SchemaPolicy SchemaPolicy { get; init; }

    /// <summary>How many earlier versions of an overwritten target are kept, 0 to 100.</summary>
    public int KeepVersions { get; set; } = 3;

    /// <summary>The version to restore, for <see cref="WriteIntent.RestoreVersion"/>.</summary>
    public long? Version { get; init; }

    /// <summary>
    /// Stage: which of several lanes that stage one stream side by side, from 1; <see langword="null"/> for the only one. Each lane numbers its
    /// segments by itself and commits by itself; the commit record counts them all. Lanes are opened behind a stage request without lane.
    /// </summary>
    public int? Lane { get; init; }
}

/// <summary>What a <c>write_stream</c> call does.</summary>
[JsonConverter(typeof(SnakeCaseEnum<WriteIntent>))]
public enum WriteIntent
{
    /// <summary>Prepare (or take up again) the staging place and answer with the link to send segments to, and what is committed.</summary>
    Stage,

    /// <summary>Bring the staged rows into the target in one step. Repeating it after it happened changes nothing and answers the same.</summary>
    Publish,

    /// <summary>Throw staged rows away.</summary>
    Discard,

    /// <summary>Put an earlier version of the target back.</summary>
    RestoreVersion,
}

/// <summary>Result of <c>write_stream</c>.</summary>
public sealed record WriteResult
{
    /// <summary>What the destination has recorded for this pipeline and stream; <see langword="null"/> for nothing yet.</summary>
    public CommitRecord? Commit { get; init; }

    /// <summary>Stage: where to send segments.</summary>
    public DataLink? Link { get; init; }

    /// <summary>Publish: what became of the rows.</summary>
    public PublishCounts? Counts { get; init; }

    /// <summary>Publish: columns that came and are not in the target, since the schema policy lets it have no new ones.</summary>
    public IReadOnlyList<string> LeftOut { get; init => field = value ?? []; } = [];

    /// <summary>Publish and restore: versions that can be restored, newest first.</summary>
    public IReadOnlyList<TargetVersion> Versions { get; init => field = value ?? []; } = [];
}

/// <summary>The destination's own record: the truth about what was committed.</summary>
public sealed record CommitRecord
{
    /// <summary>Run that wrote last.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Its fence.</summary>
    public required long Fence { get; init; }

    /// <summary>Last staged segment of that run; 0 for none.</summary>
    public required long Segment { get; init; }

    /// <summary>Cursor at that segment, for resuming this run; <see langword="null"/> for none.</summary>
    public string? StagedCursor { get; init; }

    /// <summary>Cursor of the last published run, from which the next incremental run starts; <see langword="null"/> for none.</summary>
    public string? PublishedCursor { get; init; }

    /// <summary>Whether that run has been published.</summary>
    public required bool Published { get; init; }

    /// <summary>Rows and bytes staged by that run so far.</summary>
    public required StageCounts Staged { get; init; }

    /// <summary>What publishing that run did; <see langword="null"/> until published.</summary>
    public PublishCounts? Counts { get; init; }
}

/// <summary>What has been staged.</summary>
/// <param name="Read">Rows the source read for the staged segments.</param>
/// <param name="Rows">Rows in the staging place.</param>
/// <param name="Rejected">Rows quarantined.</param>
/// <param name="Discarded">Rows left out as the plan asked.</param>
/// <param name="Bytes">Bytes of values.</param>
public readonly record struct StageCounts(long Read, long Rows, long Rejected, long Discarded, long Bytes)
{
    /// <summary>Sum of two.</summary>
    public static StageCounts operator +(StageCounts a, StageCounts b) => a.Add(b);

    /// <summary>Sum of this and another.</summary>
    /// <param name="other">The other.</param>
    public StageCounts Add(StageCounts other) => new(
        Read + other.Read, Rows + other.Rows, Rejected + other.Rejected, Discarded + other.Discarded, Bytes + other.Bytes);
}

/// <summary>What publishing did with the staged rows: <c>staged = loaded + merged</c>.</summary>
/// <param name="Loaded">Rows that are new in the target.</param>
/// <param name="Merged">Rows that updated a row, or gave way to a newer row of the same key, or were removed as overlap with the run before.</param>
public readonly record struct PublishCounts(long Loaded, long Merged);

/// <summary>An earlier version of an overwritten target.</summary>
/// <param name="Version">Its number, growing.</param>
/// <param name="RunId">The run that had written it; <see langword="null"/> for what was there before.</param>
/// <param name="ReplacedAt">When it was replaced.</param>
/// <param name="Rows">Its rows, of a large table as many as the platform wrote; <see langword="null"/> when not known.</param>
public sealed record TargetVersion(
    long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Guid? RunId, DateTimeOffset ReplacedAt, long? Rows = null);
