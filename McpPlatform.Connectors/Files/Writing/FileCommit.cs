using System.Text.Json.Serialization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>What is committed for one pipeline and stream: the file's content is replaced whole, never changed.</summary>
internal sealed record FileCommit
{
    public required Guid RunId { get; init; }

    public required long Fence { get; init; }

    /// <summary>Last segment whose rows are in the parts.</summary>
    public long Segment { get; init; }

    /// <summary>Names of the parts, in order; any other part is what a crash or a writer without lease left.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    public string? StagedCursor { get; init; }

    public string? PublishedCursor { get; init; }

    public bool Published { get; init; }

    /// <summary>Mode the pipeline last published in; <see langword="null"/> where it never did, or nobody noted it.</summary>
    public SyncMode? PublishedMode { get; init; }

    /// <summary>File with the rows of the last published window, which can come again; <see langword="null"/> for none.</summary>
    public string? Overlap { get; init; }

    public StageCounts Staged { get; init; }

    public PublishCounts? Counts { get; init; }

    public CommitRecord ToContract() => new()
    {
        RunId = RunId, Fence = Fence, Segment = Segment, StagedCursor = StagedCursor, PublishedCursor = PublishedCursor, Published = Published,
        Staged = Staged, Counts = Counts,
    };
}

/// <summary>One kept version of a target.</summary>
/// <param name="Version">Its number.</param>
/// <param name="RunId">Run that had written it; <see langword="null"/> for what was there before.</param>
/// <param name="ReplacedAt">When it was replaced.</param>
/// <param name="Rows">Its rows; <see langword="null"/> when not counted.</param>
internal sealed record KeptVersion(long Version, Guid? RunId, DateTimeOffset ReplacedAt, long? Rows);

/// <summary>What is known of a target, whichever pipeline writes it.</summary>
/// <param name="PipelineId">Pipeline that last wrote it.</param>
/// <param name="RunId">Run that last wrote it.</param>
/// <param name="Rows">Rows it wrote.</param>
/// <param name="Versions">Kept versions, newest first.</param>
internal sealed record TargetState(Guid? PipelineId, Guid? RunId, long? Rows, IReadOnlyList<KeptVersion> Versions);

/// <summary>Commit files as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileCommit))]
[JsonSerializable(typeof(TargetState))]
internal sealed partial class FileStateJson : JsonSerializerContext;
