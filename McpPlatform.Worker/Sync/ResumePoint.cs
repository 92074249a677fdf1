using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;

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
    /// <param name="stream">The stream.</param>
    /// <exception cref="ConnectorException">The plan names another cursor than the rows were read by so far.</exception>
    public static ResumePoint Of(CommitRecord? commit, Guid runId, StreamPlan stream) =>
        commit is { Published: false, Segment: > 0 } && commit.RunId == runId
            ? new ResumePoint(commit.Segment, commit.StagedCursor, commit.Staged)
            : new ResumePoint(0, stream.SyncMode.IsIncremental() ? Published(commit, stream) : null, default);

    /// <summary>Behind which rows to read on. A value of one column says nothing about another, so with another cursor all rows are read.</summary>
    private static string? Published(CommitRecord? commit, StreamPlan stream)
    {
        if (ReadCursor.Parse(commit?.PublishedCursor)?.Field is not { } field || field == stream.CursorField)
        {
            return commit?.PublishedCursor;
        }

        return stream.SyncMode == SyncMode.IncrementalDedup ? null : throw new ConnectorException(
            FailureClass.Configuration,
            $"'{stream.Target}' was filled by the cursor '{field}' so far, and the plan names '{stream.CursorField}'. All rows would be read and appended once more. "
            + "Set the cursor back, choose a key and incremental_dedup, or run it once as full_refresh_overwrite.");
    }
}
