using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Discovery;

/// <summary>Reads what tables look like.</summary>
internal static class TableCatalog
{
    private const string ColumnsSql =
        """
        SELECT a.attrelid::bigint, a.attname::text, NOT a.attnotnull, format_type(a.atttypid, a.atttypmod), base.id::bigint, base.mod,
               coalesce(et.oid::bigint, 0),
               CASE WHEN et.oid IS NOT NULL THEN CASE WHEN en.nspname = 'pg_catalog' THEN format_type(et.oid, NULL) ELSE format('%I.%I', en.nspname, et.typname) END || '[]'
                    WHEN bn.nspname = 'pg_catalog' THEN format_type(bt.oid, NULL) ELSE format('%I.%I', bn.nspname, bt.typname) END,
               bt.typtype = 'e' OR bt.typreceive::text = ANY ('{textrecv,varcharrecv,bpcharrecv,namerecv,citextrecv,json_recv}'),
               bt.typsend <> 0 AND bt.typtype IN ('b', 'e', 'r', 'm'),
               a.atthasdef OR a.attidentity <> '', a.attgenerated <> ''
          FROM pg_attribute a
          JOIN pg_type t ON t.oid = a.atttypid
         CROSS JOIN LATERAL (
               WITH RECURSIVE d (id, mod, depth) AS (
                   SELECT a.atttypid, a.atttypmod, 0
                   UNION ALL
                   SELECT b.typbasetype, CASE WHEN d.mod = -1 THEN b.typtypmod ELSE d.mod END, d.depth + 1
                     FROM d JOIN pg_type b ON b.oid = d.id WHERE b.typtype = 'd')
               SELECT id, mod FROM d ORDER BY depth DESC LIMIT 1) base
          JOIN pg_type bt ON bt.oid = base.id
          JOIN pg_namespace bn ON bn.oid = bt.typnamespace
          LEFT JOIN pg_type et ON et.oid = bt.typelem AND et.typarray = bt.oid
          LEFT JOIN pg_namespace en ON en.oid = et.typnamespace
         WHERE a.attrelid::bigint = ANY (@tables) AND a.attnum > 0 AND NOT a.attisdropped
         ORDER BY a.attrelid, a.attnum
        """;

    /// <summary>Identifier of a table, view or the like that can be read; <see langword="null"/> where there is none.</summary>
    public static async Task<long?> FindAsync(NpgsqlConnection session, TableName table, CancellationToken ct) =>
        await session.ScalarAsync<long?>(
            """
            SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = @schema AND c.relname = @name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """,
            ct, ("schema", table.Schema), ("name", table.Name));

    /// <summary>The table, which must be there.</summary>
    /// <exception cref="ConnectorException">It is not.</exception>
    public static async Task<long> RequireAsync(NpgsqlConnection session, TableName table, CancellationToken ct) =>
        await FindAsync(session, table, ct) ?? throw new ConnectorException(
            FailureClass.Configuration, $"There is no table '{table}' in {session.Database}. It may have been renamed or dropped; discover the connection again.");

    /// <summary>Columns of one table.</summary>
    public static async Task<IReadOnlyList<TableColumn>> ColumnsAsync(NpgsqlConnection session, long table, CancellationToken ct) =>
        (await ColumnsAsync(session, [table], ct)).GetValueOrDefault(table) ?? [];

    /// <summary>Columns of several tables.</summary>
    public static async Task<Dictionary<long, List<TableColumn>>> ColumnsAsync(NpgsqlConnection session, long[] tables, CancellationToken ct)
    {
        var rows = await session.QueryAsync(ColumnsSql, row => (Table: row.GetInt64(0), Column: Read(row)), ct, ("tables", tables));
        return rows.GroupBy(r => r.Table, r => r.Column).ToDictionary(g => g.Key, g => g.ToList());
    }

    private static TableColumn Read(NpgsqlDataReader row)
    {
        var (typeId, elementId) = (row.GetInt64(4), row.GetInt64(6));
        return new TableColumn(
            row.GetString(1), PgTypes.Logical(typeId, elementId, row.GetInt32(5), row.GetString(7)), row.GetBoolean(2), row.GetString(3), typeId, elementId,
            row.GetBoolean(8), row.GetBoolean(9), row.GetBoolean(10), row.GetBoolean(11));
    }
}
