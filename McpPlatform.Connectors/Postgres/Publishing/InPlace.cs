using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>
/// Replaces a target's rows and leaves the table itself as it is, with all that depends on it. Where the table has a primary key that comes
/// with the rows, only what differs is touched: rows elsewhere that refer to a row which stays are not disturbed.
/// </summary>
internal static class InPlace
{
    private const string KeySql =
        """
        SELECT a.attname::text FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS u (attnum, n)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum
         WHERE i.indrelid = @table::oid AND i.indisprimary ORDER BY u.n
        """;

    /// <summary>Replaces the rows: 1. writers wait, readers do not; 2. the old rows are kept; 3. the rows are exchanged.</summary>
    public static async Task ReplaceAsync(NpgsqlConnection session, StagedRows staged, WriteRequest request, CancellationToken ct)
    {
        var target = staged.Fit.Target;
        await session.ExecuteAsync($"LOCK TABLE {target.Quoted} IN SHARE ROW EXCLUSIVE MODE", ct);
        await KeepAsync(session, target, request.KeepVersions, ct);
        await Append.ApplyChangesAsync(session, staged.Fit, ct);
        var key = await session.QueryAsync(KeySql, row => TableName.Quote(row.GetString(0)), ct, ("table", staged.Fit.TableId!.Value));
        if (key.Count > 0 && key.All(k => staged.Columns.Any(c => c.Quoted == k)))
        {
            await ExchangeByKeyAsync(session, staged, key, ct);
        }
        else
        {
            await ExchangeAllAsync(session, staged, ct);
        }

        await session.ExecuteAsync($"DROP TABLE {staged.Table}", ct);
    }

    private static async Task KeepAsync(NpgsqlConnection session, TableName target, int keep, CancellationToken ct)
    {
        if (keep == 0)
        {
            return;
        }

        var (version, kept) = await Targets.NextVersionAsync(session, target, ct);
        await session.ExecuteAsync($"CREATE TABLE {new TableName(TableName.Records, kept).Quoted} AS TABLE {target.Quoted}", ct);
        await Targets.KeepAsync(session, target, version, kept, ct);
    }

    private static async Task ExchangeAllAsync(NpgsqlConnection session, StagedRows staged, CancellationToken ct)
    {
        var target = staged.Fit.Target.Quoted;
        await session.ExecuteAsync($"DELETE FROM {target}", ct);
        await session.ExecuteAsync(
            $"INSERT INTO {target} ({staged.ColumnList}) OVERRIDING SYSTEM VALUE SELECT {staged.Values("s")} FROM {staged.Table} s", ct);
    }

    private static async Task ExchangeByKeyAsync(NpgsqlConnection session, StagedRows staged, List<string> key, CancellationToken ct)
    {
        var target = staged.Fit.Target.Quoted;
        var join = string.Join(" AND ", key.Select(k => $"t.{k} = {staged.Columns.First(c => c.Quoted == k).AsTarget("s")}"));

        // Two rows with one key must fail as they would on insert: an update would pick one of them without a word.
        await session.ExecuteAsync($"CREATE UNIQUE INDEX ON {staged.Table} ({string.Join(", ", key)}); ANALYZE {staged.Table}", ct);
        await session.ExecuteAsync($"DELETE FROM {target} t WHERE NOT EXISTS (SELECT FROM {staged.Table} s WHERE {join})", ct);
        var others = staged.Columns.Where(c => !key.Contains(c.Quoted)).ToList();
        if (others.Count > 0)
        {
            // Compared as text: not every type has an equality, and equal text is an equal value.
            var differs = string.Join(" OR ", others.Select(c => $"t.{c.Quoted}::text IS DISTINCT FROM {c.AsTarget("s")}::text"));
            await session.ExecuteAsync(
                $"UPDATE {target} t SET {string.Join(", ", others.Select(c => $"{c.Quoted} = {c.AsTarget("s")}"))} FROM {staged.Table} s WHERE {join} AND ({differs})", ct);
        }

        await session.ExecuteAsync(
            $"""
            INSERT INTO {target} ({staged.ColumnList}) OVERRIDING SYSTEM VALUE
            SELECT {staged.Values("s")} FROM {staged.Table} s WHERE NOT EXISTS (SELECT FROM {target} t WHERE {join})
            """,
            ct);
    }
}
