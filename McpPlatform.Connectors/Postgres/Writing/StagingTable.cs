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
        return name;
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
