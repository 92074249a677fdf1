using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>A run in another mode than the one before it. See <c>docs/decisions/incremental-reads.md</c>.</summary>
internal static class ModeChange
{
    /// <summary>
    /// Whether an append takes the target's place: it brings all rows, and those that stand there are all of the same pipeline's overwrite.
    /// </summary>
    /// <exception cref="ConnectorException">Another pipeline has written to the target too, and its rows would go.</exception>
    public static async Task<bool> ReplacesAsync(NpgsqlConnection session, WriteRequest request, TableName target, CommitRow row, CancellationToken ct)
    {
        if (request.Mode != SyncMode.IncrementalAppend || row.PublishedMode != SyncMode.FullRefreshOverwrite || !ReadCursor.ReadAll(row.Record.StagedCursor))
        {
            return false;
        }

        return !await OthersWroteAsync(session, request, target, ct) ? true : throw new ConnectorException(
            FailureClass.Configuration,
            $"The first incremental_append after a full_refresh_overwrite replaces {target}, but other pipelines write to it too and their rows would go. Choose another target, or a key and incremental_dedup.");
    }

    /// <summary>
    /// What an append finds in a target that was merged into by key so far: no window was kept, so the rows themselves are what was brought.
    /// </summary>
    /// <returns>SQL for the hash of a staged row, and a query for the hashes of the target's rows with their number.</returns>
    public static (string Hash, string Seen) RowsOfTarget(StagedRows staged)
    {
        var there = staged.Fit.Written.Where(c => c.Existing is not null).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var common = staged.Columns.Where(c => there.Contains(c.Name)).ToList();
        return (
            OverlapColumns.StagedHash(common),
            $"SELECT {OverlapColumns.TargetHash(common)} AS row_hash, count(*) AS copies FROM {staged.Fit.Target.Quoted} t GROUP BY 1");
    }

    private static Task<bool> OthersWroteAsync(NpgsqlConnection session, WriteRequest request, TableName target, CancellationToken ct) =>
        session.ScalarAsync<bool>(
            """
            SELECT EXISTS (SELECT FROM _mcpp.commit WHERE target_schema = @schema AND target_name = @name AND published_mode IS NOT NULL
                              AND (tenant, pipeline_id, stream) <> (@tenant, @pipeline, @stream))
            """,
            ct, [.. CommitRow.KeyOf(request.Run), ("schema", target.Schema), ("name", target.Name)]);
}
