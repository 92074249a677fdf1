using McpPlatform.Contracts.Connectors;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Discovery;

/// <summary>Lists the tables and views of a database. The connector's own records are left out, and so are partitions, which their parent stands for.</summary>
internal static class StreamDiscovery
{
    private const string Visible =
        """
        n.nspname NOT IN ('information_schema', '_mcpp') AND n.nspname !~ '^pg_' AND has_schema_privilege(n.oid, 'USAGE')
        """;

    private const string TablesSql =
        $"""
        SELECT c.oid::bigint, n.nspname::text, c.relname::text,
               CASE WHEN c.relkind = 'p' THEN (SELECT sum(greatest(p.reltuples, 0))::bigint FROM pg_partition_tree(c.oid) t JOIN pg_class p ON p.oid = t.relid WHERE t.isleaf)
                    WHEN c.relkind IN ('r', 'm') AND c.reltuples >= 0 THEN c.reltuples::bigint END,
               CASE WHEN c.relkind IN ('r', 'm') THEN c.relpages::bigint * current_setting('block_size')::bigint END,
               c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'INSERT'),
               ARRAY(SELECT k.attname::text FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS u (attnum, n)
                       JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = u.attnum
                      WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY u.n),
               ARRAY(SELECT DISTINCT format('%s.%s', vn.nspname, v.relname)
                       FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class JOIN pg_namespace vn ON vn.oid = v.relnamespace
                      WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND v.oid <> c.oid
                      UNION
                     SELECT format('%s.%s', fn.nspname, f.relname)
                       FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
                      WHERE k.contype = 'f' AND k.confrelid = c.oid AND k.conrelid <> c.oid
                      ORDER BY 1)
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE {Visible} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
           AND (has_table_privilege(c.oid, 'SELECT') OR has_table_privilege(c.oid, 'INSERT') OR has_any_column_privilege(c.oid, 'SELECT'))
           AND (@schema IS NULL OR n.nspname = @schema) AND (@name IS NULL OR c.relname = @name)
         ORDER BY n.nspname, c.relname LIMIT @limit
        """;

    /// <summary>Discovers.</summary>
    public static async Task<Catalog> DiscoverAsync(NpgsqlConnection session, DiscoverRequest request, string defaultSchema, CancellationToken ct)
    {
        var schema = request.Stream is null ? null : request.Stream.Namespace ?? defaultSchema;
        var tables = await session.QueryAsync(
            TablesSql, Read, ct, ("schema", schema), ("name", request.Stream?.Name), ("limit", (long)request.Limit + 1));
        var truncated = tables.Count > request.Limit;
        tables = truncated ? tables[..request.Limit] : tables;
        var columns = await TableCatalog.ColumnsAsync(session, [.. tables.Select(t => t.Id)], ct);
        var creators = await CreatorsAsync(session, ct);
        return new Catalog
        {
            Streams = [.. tables.Select(t => Describe(t, columns.GetValueOrDefault(t.Id) ?? [], creators))],
            Namespaces = await session.QueryAsync(
                $"SELECT n.nspname::text FROM pg_namespace n WHERE {Visible} ORDER BY 1", row => row.GetString(0), ct),
            Truncated = truncated,
        };
    }

    private static CatalogStream Describe(FoundTable table, List<TableColumn> columns, Dictionary<(string, string), Guid> creators) => new()
    {
        Name = table.Name,
        Namespace = table.Schema,
        Columns = [.. columns.Select(c => c.ToCatalog())],
        PrimaryKey = table.PrimaryKey,
        CursorFields = [.. columns.Where(c => PgTypes.CanBeCursor(c.Type)).OrderBy(c => c.Nullable).Select(c => c.Name)],
        RowEstimate = table.Rows,
        Bytes = table.Bytes,
        Writable = table.Writable,
        Dependents = table.Dependents,
        CreatedByPipeline = creators.TryGetValue((table.Schema, table.Name), out var pipeline) ? pipeline : null,
    };

    private static FoundTable Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.Number(3), row.Number(4), row.GetBoolean(5), row.GetFieldValue<string[]>(6),
        row.GetFieldValue<string[]>(7));

    private static async Task<Dictionary<(string, string), Guid>> CreatorsAsync(NpgsqlConnection session, CancellationToken ct)
    {
        var recorded = await session.ScalarAsync<bool>(
            "SELECT coalesce(has_schema_privilege(to_regnamespace('_mcpp'), 'USAGE') AND has_table_privilege(to_regclass('_mcpp.target'), 'SELECT'), false)", ct);
        if (!recorded)
        {
            return [];
        }

        var rows = await session.QueryAsync(
            "SELECT target_schema, target_name, created_by FROM _mcpp.target WHERE created_by IS NOT NULL",
            row => (Schema: row.GetString(0), Name: row.GetString(1), By: row.GetGuid(2)), ct);
        return rows.ToDictionary(r => (r.Schema, r.Name), r => r.By);
    }

    private sealed record FoundTable(
        long Id, string Schema, string Name, long? Rows, long? Bytes, bool Writable, string[] PrimaryKey, string[] Dependents);
}
