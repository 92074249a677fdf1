using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>
/// Merges the staged rows into the target by key. Of several staged rows with one key the one with the greatest cursor wins, then the one that
/// came last; it replaces the target's row unless that has a greater cursor.
/// </summary>
internal static class Dedup
{
    /// <summary>Publishes: 1. staged rows that lose are removed; 2. rows of the target are updated; 3. new ones are inserted.</summary>
    public static async Task<PublishCounts> PublishAsync(NpgsqlConnection session, StagedRows staged, WriteRequest request, CancellationToken ct)
    {
        var key = request.PrimaryKey.Select(k => TableName.Quote(ColumnNames.Of(k))).ToList();
        if (key.Count == 0)
        {
            throw new ConnectorException(FailureClass.Configuration, $"Rows for {staged.Fit.Target} cannot be merged without a key. Name one in the plan.");
        }

        var cursor = request.CursorField is null ? null : TableName.Quote(ColumnNames.Of(request.CursorField));
        await RemoveLosersAsync(session, staged, key, cursor, ct);
        if (staged.Fit.TableId is null)
        {
            var kept = await session.ScalarAsync<long>($"SELECT count(*) FROM {staged.Table}", ct);
            await TargetCreation.CreateAsync(session, staged, request, ct);
            return new PublishCounts(kept, staged.Rows - kept);
        }

        await Append.ApplyChangesAsync(session, staged.Fit, ct);
        await session.ExecuteAsync($"ANALYZE {staged.Table}", ct);
        await UpdateAsync(session, staged, key, cursor, ct);
        var loaded = await InsertAsync(session, staged, key, ct);
        await session.ExecuteAsync($"DROP TABLE {staged.Table}", ct);
        return new PublishCounts(loaded, staged.Rows - loaded);
    }

    private static Task<int> RemoveLosersAsync(NpgsqlConnection session, StagedRows staged, List<string> key, string? cursor, CancellationToken ct)
    {
        var order = cursor is null ? "ctid DESC" : $"{cursor} DESC NULLS LAST, ctid DESC";
        return session.ExecuteAsync(
            $"""
            DELETE FROM {staged.Table} WHERE ctid IN (
                SELECT ctid FROM (SELECT ctid, row_number() OVER (PARTITION BY {string.Join(", ", key)} ORDER BY {order}) AS place FROM {staged.Table}) r
                 WHERE place > 1)
            """,
            ct);
    }

    private static async Task UpdateAsync(NpgsqlConnection session, StagedRows staged, List<string> key, string? cursor, CancellationToken ct)
    {
        var set = staged.Columns.Where(c => !key.Contains(c.Quoted)).Select(c => $"{c.Quoted} = {c.AsTarget("s")}").ToList();
        if (set.Count == 0)
        {
            return;
        }

        var newer = cursor is null ? "" : $" AND (t.{cursor} IS NULL OR {staged.Columns.First(c => c.Quoted == cursor).AsTarget("s")} >= t.{cursor})";
        await session.ExecuteAsync(
            $"UPDATE {staged.Fit.Target.Quoted} t SET {string.Join(", ", set)} FROM {staged.Table} s WHERE {Join(staged, key)}{newer}", ct);
    }

    private static Task<int> InsertAsync(NpgsqlConnection session, StagedRows staged, List<string> key, CancellationToken ct) => session.ExecuteAsync(
        $"""
        INSERT INTO {staged.Fit.Target.Quoted} ({staged.ColumnList}) OVERRIDING SYSTEM VALUE
        SELECT {staged.Values("s")} FROM {staged.Table} s
         WHERE NOT EXISTS (SELECT FROM {staged.Fit.Target.Quoted} t WHERE {Join(staged, key)})
        """,
        ct);

    private static string Join(StagedRows staged, List<string> key) =>
        string.Join(" AND ", key.Select(k => $"t.{k} = {staged.Columns.First(c => c.Quoted == k).AsTarget("s")}"));
}
