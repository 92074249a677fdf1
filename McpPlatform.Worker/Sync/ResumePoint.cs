using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Worker.Sync;

/// <summary>Where the movement of a stream begins, as the destination's own record says.</summary>
/// <param name="Segment">Segments up to this number are committed; 0 for none.</param>
/// <param name="Cursor">Where the source goes on; <see langword="null"/> for its beginning.</param>
/// <param name="Staged">What is staged up to there.</param>
internal sealed record ResumePoint(long Segment, string? Cursor, StageCounts Staged)
{
    /// <summary>Whether this run has published the stream already, so that nothing is left to move.</summary>
    /// <param name="commit">The destination's record.</param>
    /// <param name="runId">The run.</param>
    public static bool IsPublished(CommitRecord? commit, Guid runId) => commit is { Published: true } && commit.RunId == runId;

    /// <summary>Whether what this run has staged must be thrown away: its source gave no cursor to go on from, and would send other rows now.</summary>
    /// <param name="commit">The destination's record.</param>
    /// <param name="runId">The run.</param>
    public static bool MustBeginAnew(CommitRecord? commit, Guid runId) =>
        commit is { Published: false, Segment: > 0, StagedCursor: null } && commit.RunId == runId;

    /// <summary>Where to begin.</summary>
    /// <param name="commit">The destination's record.</param>
    /// <param name="runId">The run.</param>
    /// <param name="mode">The stream's mode.</param>
    public static ResumePoint Of(CommitRecord? commit, Guid runId, SyncMode mode) =>
        commit is { Published: false, Segment: > 0 } && commit.RunId == runId
            ? new ResumePoint(commit.Segment, commit.StagedCursor, commit.Staged)
            : new ResumePoint(0, mode.IsIncremental() ? commit?.PublishedCursor : null, default);
}
