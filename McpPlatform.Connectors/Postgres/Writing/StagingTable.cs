using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>
/// The table rows wait in. Its columns take the binary values as they come; where the target's type is the same, so are its length, its NOT
/// NULL and its checks, so that a row that breaks them is found while it can still be put aside.
/// </summary>
internal static class StagingTable
{
    /// <summary>Creates one.</summary>
    /// <param name="session">A session, in a transaction.</param>
    /// <param name="fit">How the columns fit the target.</param>
    /// <param name="columns">The columns as they come, in the order of <see cref="TargetFit.Columns"/>.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Its name in the records' schema.</returns>
    public static async Task<string> CreateAsync(NpgsqlConnection session, TargetFit fit, IReadOnlyList<ColumnSchema> columns, CancellationToken ct)
    {
        var name = $"stage_{Guid.CreateVersion7():N}";
        var table = Quoted(name);
        var definitions = fit.Columns.Zip(columns).Where(p => p.First.Fate == ColumnFate.Written).Select(p => Definition(p.First, p.Second));

        // Vacuum would make room between the rows, and their order in the table is what tells the later row.
        await session.ExecuteAsync($"CREATE TABLE {table} ({string.Join(", ", definitions)}) WITH (autovacuum_enabled = false)", ct);
        if (fit.TableId is { } target)
        {
            await AddChecksAsync(session, target, name, ct);
        }

        return name;
    }

    /// <summary>Takes the checks off that only served to find bad rows.</summary>
    public static async Task RemoveChecksAsync(NpgsqlConnection session, string name, CancellationToken ct)
    {
        var checks = await session.QueryAsync(
            "SELECT conname::text FROM pg_constraint WHERE contype = 'c' AND conrelid = to_regclass(@table)", row => row.GetString(0), ct, ("table", Quoted(name)));
        foreach (var check in checks)
        {
            await session.ExecuteAsync($"ALTER TABLE {Quoted(name)} DROP CONSTRAINT {TableName.Quote(check)}", ct);
        }
    }

    // Only those of which every column is staged in the target's type: on another type a check can mean something else.
    private static async Task AddChecksAsync(NpgsqlConnection session, long target, string name, CancellationToken ct)
    {
        var checks = await session.QueryAsync(
            """
            SELECT k.conname::text, pg_get_constraintdef(k.oid) FROM pg_constraint k
             WHERE k.conrelid = @target::oid AND k.contype = 'c' AND k.convalidated AND NOT EXISTS (
                   SELECT FROM unnest(k.conkey) n JOIN pg_attribute t ON t.attrelid = k.conrelid AND t.attnum = n
                     LEFT JOIN pg_attribute s ON s.attrelid = to_regclass(@staging) AND s.attname = t.attname
                    WHERE s.atttypid IS DISTINCT FROM t.atttypid)
            """,
            row => (Name: row.GetString(0), Definition: row.GetString(1)), ct, ("target", target), ("staging", Quoted(name)));
        foreach (var check in checks)
        {
            await session.ExecuteAsync($"ALTER TABLE {Quoted(name)} ADD CONSTRAINT {TableName.Quote(check.Name)} {check.Definition}", ct);
        }
    }

    /// <summary>Its full name, quoted.</summary>
    public static string Quoted(string name) => new TableName(TableName.Records, name).Quoted;

    /// <summary>Drops one; another session that still writes to it is waited for only shortly, and the table is then left for later.</summary>
    public static async Task DropAsync(NpgsqlConnection session, string name, CancellationToken ct)
    {
        await session.ExecuteAsync("SAVEPOINT before_drop; SET LOCAL lock_timeout = '500ms'", ct);
        try
        {
            await session.ExecuteAsync($"DROP TABLE IF EXISTS {Quoted(name)}; RELEASE SAVEPOINT before_drop; SET LOCAL lock_timeout = '30s'", ct);
        }
        catch (PostgresException locked) when (locked.SqlState is "55P03" or "57014")
        {
            await session.ExecuteAsync("ROLLBACK TO SAVEPOINT before_drop", ct);
        }
    }

    /// <summary>Drops staging tables that no record names any more and no session uses.</summary>
    public static async Task SweepAsync(NpgsqlConnection session, CancellationToken ct)
    {
        var left = await session.QueryAsync(
            """
            SELECT c.relname::text FROM pg_class c
             WHERE c.relnamespace = '_mcpp'::regnamespace AND c.relkind = 'r' AND c.relname LIKE 'stage\_%' AND pg_has_role(c.relowner, 'USAGE')
               AND NOT EXISTS (SELECT FROM _mcpp.commit m WHERE m.staging = c.relname)
             LIMIT 20
            """,
            row => row.GetString(0), ct);
        foreach (var name in left)
        {
            await DropAsync(session, name, ct);
        }
    }

    private static string Definition(FittedColumn column, ColumnSchema incoming)
    {
        var type = TypeOf(column, incoming);
        var notNull = column.Existing is { Nullable: false } && type == column.Declaration ? " NOT NULL" : "";
        return $"{TableName.Quote(column.Name)} {type}{notNull}";
    }

    private static string TypeOf(FittedColumn column, ColumnSchema incoming)
    {
        if (incoming.Encoding == ColumnEncoding.Utf8)
        {
            return column.Existing is { BinaryIsText: true } && !column.Changes ? column.Declaration : "text";
        }

        if (column.Existing is null)
        {
            return incoming.Type.Kind == TypeKind.Native ? incoming.Type.NativeName! : column.Declaration;
        }

        return SameBinaryForm(column.Existing, incoming.Type) && !column.Changes ? column.Declaration : PgTypes.Declaration(incoming.Type);
    }

    private static bool SameBinaryForm(TableColumn existing, ColumnType incoming) =>
        existing.Type.Kind == incoming.Kind && existing.Type.IsArray == incoming.IsArray && existing.Type.NativeName == incoming.NativeName
        && (existing.ElementTypeId == 0 || PgTypes.IsCanonicalElement(incoming, existing.ElementTypeId));
}
