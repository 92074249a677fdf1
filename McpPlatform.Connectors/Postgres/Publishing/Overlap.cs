using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>
/// The overlap between two incremental reads. An incremental source reads its last window once more, since rows can arrive in it late. What
/// stood in that window is kept here as hashes of rows with their multiplicity; as many copies of a row as are kept are not taken again.
/// </summary>
internal static class Overlap
{
    private const string Key = "o.tenant = @tenant AND o.pipeline_id = @pipeline AND o.stream = @stream";

    /// <summary>Removes from the staged rows what the run before has brought, and keeps hashes of this run's window for the next.</summary>
    /// <returns>How many rows were removed.</returns>
    public static async Task<long> RemoveAsync(NpgsqlConnection session, StagedRows staged, WriteRequest request, CommitRow row, CancellationToken ct)
    {
        // Without a cursor the source said nothing about a window, and the next read begins where this one did.
        if (ReadCursor.Parse(row.Record.StagedCursor) is not { } cursor)
        {
            return 0;
        }

        var key = CommitRow.KeyOf(request.Run);
        var seenBefore = await session.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM _mcpp.overlap o WHERE {Key})", ct, key);
        var hash = Hash(staged.Columns.Select(c => (c.Name, $"s.{c.Quoted}")));
        await session.ExecuteAsync(
            $"CREATE TEMP TABLE mcpp_window ON COMMIT DROP AS SELECT {hash} AS row_hash, count(*) AS copies FROM {staged.Table} s WHERE {Window(staged, request, cursor)} GROUP BY 1",
            ct);
        var former = await OverlapColumns.ReadAsync(session, request.Run, ct);
        var removed = row.PublishedMode == SyncMode.IncrementalDedup && staged.Fit.TableId is not null ? await RemoveMergedAsync(session, staged, key, ct)
            : !seenBefore ? 0
            : former.HaveChanged(staged) ? await RemoveSeenAsync(session, staged, former.HashOfStaged(staged), former.SeenQuery(staged, Key), key, ct)
            : await RemoveSeenAsync(session, staged, hash, $"SELECT o.row_hash, o.copies FROM _mcpp.overlap o WHERE {Key}", key, ct);
        await OverlapColumns.KeepAsync(session, staged, request.Run, ct);
        await ForgetAsync(session, request.Run, ct);
        await session.ExecuteAsync(
            "INSERT INTO _mcpp.overlap (tenant, pipeline_id, stream, row_hash, copies) SELECT @tenant, @pipeline, @stream, row_hash, copies FROM mcpp_window", ct, key);
        return removed;
    }

    /// <summary>Forgets the window: rows of a run in another mode stand in the target now.</summary>
    public static Task ForgetAsync(NpgsqlConnection session, RunContext run, CancellationToken ct) =>
        session.ExecuteAsync($"DELETE FROM _mcpp.overlap o WHERE {Key}", ct, CommitRow.KeyOf(run));

    private static Task<long> RemoveMergedAsync(NpgsqlConnection session, StagedRows staged, (string Name, object? Value)[] key, CancellationToken ct)
    {
        var (hash, seen) = ModeChange.RowsOfTarget(staged);
        return RemoveSeenAsync(session, staged, hash, seen, key, ct);
    }

    private static async Task<long> RemoveSeenAsync(
        NpgsqlConnection session, StagedRows staged, string hash, string seen, (string Name, object? Value)[] key, CancellationToken ct) => await session.ExecuteAsync(
        $"""
        DELETE FROM {staged.Table} WHERE ctid IN (
            SELECT n.ctid FROM (SELECT h.ctid, h.row_hash, row_number() OVER (PARTITION BY h.row_hash ORDER BY h.ctid) AS copy
                                  FROM (SELECT s.ctid, {hash} AS row_hash FROM {staged.Table} s) h) n
              JOIN ({seen}) seen ON seen.row_hash = n.row_hash AND n.copy <= seen.copies)
        """,
        ct, key);

    /// <summary>The rows that can come again: from the cursor's bound on, and those without a value. All, where the bound cannot be compared.</summary>
    private static string Window(StagedRows staged, WriteRequest request, ReadCursor cursor)
    {
        var column = request.Columns.FirstOrDefault(c => c.Name == request.CursorField);
        if (cursor.From is null || column is null || cursor.Type != column.Type.ToString())
        {
            return "true";
        }

        var name = staged.Columns.First(c => c.Name == ColumnNames.Of(column.Name)).Quoted;
        return $"s.{name} >= {TableName.Literal(cursor.From)}::{Discovery.PgTypes.Declaration(column.Type)} OR s.{name} IS NULL";
    }

    /// <summary>SQL for the hash of a row over the given columns.</summary>
    /// <param name="columns">Names, and the SQL that gives each value.</param>
    public static string Hash(IEnumerable<(string Name, string Value)> columns)
    {
        // A column without value adds nothing, so that a column that is new, and empty in the old rows, does not change their hash.
        var parts = columns.OrderBy(c => c.Name, StringComparer.Ordinal).Select(
            c => $"CASE WHEN {c.Value} IS NOT NULL THEN {TableName.Literal(c.Name + ":")} || octet_length(({c.Value})::text) || ':' || ({c.Value})::text ELSE '' END");
        return $"md5({string.Join(" || ", parts)})::uuid";
    }
}
