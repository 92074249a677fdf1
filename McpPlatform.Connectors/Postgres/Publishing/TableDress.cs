using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>
/// What people gave a table and what must go along when another takes its place, as statements. <c>{mcpp:table}</c> in them stands for the table
/// that is dressed, <c>{mcpp:part}</c> for the staged part's temporary name.
/// </summary>
internal sealed class TableDress
{
    private const string DressSql =
        """
        WITH t AS (SELECT c.*, n.nspname, format('%I.%I', n.nspname, c.relname) AS full_name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = @table::oid)
        SELECT 10, NULL, format('ALTER TABLE {mcpp:table} ALTER COLUMN %I SET NOT NULL', a.attname), NULL
          FROM t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
         UNION ALL
        SELECT 11, NULL, format('ALTER TABLE {mcpp:table} ALTER COLUMN %I SET DEFAULT %s', a.attname, pg_get_expr(d.adbin, d.adrelid)), NULL
          FROM t JOIN pg_attrdef d ON d.adrelid = t.oid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.adnum
         UNION ALL
        SELECT 12, NULL, format('ALTER TABLE {mcpp:table} ALTER COLUMN %I SET STORAGE %s', a.attname, CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END), NULL
          FROM t JOIN pg_attribute a ON a.attrelid = t.oid JOIN pg_type y ON y.oid = a.atttypid WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attstorage <> y.typstorage
         UNION ALL
        SELECT 13, NULL, format('ALTER TABLE {mcpp:table} SET (%s)', array_to_string(t.reloptions, ', ')), NULL FROM t WHERE t.reloptions IS NOT NULL
         UNION ALL
        SELECT 20, k.conname::text, format('ALTER TABLE {mcpp:table} ADD CONSTRAINT {mcpp:part} %s', pg_get_constraintdef(k.oid)), 'CONSTRAINT'
          FROM t JOIN pg_constraint k ON k.conrelid = t.oid WHERE k.contype IN ('p', 'u', 'x', 'c')
         UNION ALL
        SELECT 21, i.relname::text, replace(pg_get_indexdef(x.indexrelid), format('INDEX %I ON %s ', i.relname, t.full_name), 'INDEX {mcpp:part} ON {mcpp:table} '), 'INDEX'
          FROM t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
         WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.conrelid = t.oid)
         UNION ALL
        SELECT 22, k.conname::text, format('ALTER TABLE {mcpp:table} ADD CONSTRAINT {mcpp:part} %s', pg_get_constraintdef(k.oid)), 'CONSTRAINT'
          FROM t JOIN pg_constraint k ON k.conrelid = t.oid WHERE k.contype = 'f'
         UNION ALL
        SELECT 30, NULL, format('COMMENT ON TABLE {mcpp:table} IS %L', obj_description(t.oid, 'pg_class')), NULL FROM t WHERE obj_description(t.oid, 'pg_class') IS NOT NULL
         UNION ALL
        SELECT 31, NULL, format('COMMENT ON COLUMN {mcpp:table}.%I IS %L', a.attname, col_description(t.oid, a.attnum)), NULL
          FROM t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND NOT a.attisdropped AND col_description(t.oid, a.attnum) IS NOT NULL
         UNION ALL
        SELECT 40, NULL, format('CREATE POLICY %I ON {mcpp:table} AS %s FOR %s TO %s%s%s', p.polname, CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
               CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
               (SELECT string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(p.polroles) r),
               ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'), NULL
          FROM t JOIN pg_policy p ON p.polrelid = t.oid
         UNION ALL
        SELECT 41, NULL, 'ALTER TABLE {mcpp:table} ENABLE ROW LEVEL SECURITY', NULL FROM t WHERE t.relrowsecurity
         UNION ALL
        SELECT 42, NULL, 'ALTER TABLE {mcpp:table} FORCE ROW LEVEL SECURITY', NULL FROM t WHERE t.relforcerowsecurity
         UNION ALL
        SELECT 50, NULL, format('ALTER TABLE {mcpp:table} OWNER TO %I', pg_get_userbyid(t.relowner)), NULL FROM t
         UNION ALL
        SELECT 51, NULL, format('REVOKE ALL ON TABLE {mcpp:table} FROM PUBLIC, %I', pg_get_userbyid(t.relowner)), NULL FROM t WHERE t.relacl IS NOT NULL
         UNION ALL
        SELECT 52, NULL, format('GRANT %s ON TABLE {mcpp:table} TO %s%s', g.privilege_type, CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
               CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), NULL
          FROM t CROSS JOIN aclexplode(t.relacl) g
         UNION ALL
        SELECT 53, NULL, format('GRANT %s (%I) ON TABLE {mcpp:table} TO %s%s', g.privilege_type, a.attname, CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
               CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), NULL
          FROM t JOIN pg_attribute a ON a.attrelid = t.oid CROSS JOIN aclexplode(a.attacl) g WHERE a.attnum > 0 AND NOT a.attisdropped
         UNION ALL
        SELECT 60, d.objid::regclass::text, format('ALTER SEQUENCE %s OWNED BY {mcpp:table}.%I', d.objid::regclass, a.attname), 'SEQUENCE'
          FROM t JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
          JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
         ORDER BY 1, 2
        """;

    private readonly TableName target;
    private readonly IReadOnlyList<Part> parts;

    private TableDress(TableName target, IReadOnlyList<Part> parts)
    {
        this.target = target;
        this.parts = parts;
    }

    /// <summary>Reads what a table wears.</summary>
    public static async Task<TableDress> ReadAsync(NpgsqlConnection session, TableName target, long table, CancellationToken ct)
    {
        var rows = await session.QueryAsync(DressSql, row => (Name: row.Text(1), Statement: row.GetString(2), Kind: row.Text(3)), ct, ("table", table));
        return new TableDress(target, [.. rows.Select((r, i) => new Part(r.Name, r.Statement, r.Kind, $"part_{i}_{Guid.CreateVersion7():N}"))]);
    }

    /// <summary>Gives the staged table the same, its named parts under temporary names: a name can be there only once.</summary>
    public async Task PutOnAsync(NpgsqlConnection session, string staged, CancellationToken ct)
    {
        await RevokeDefaultsAsync(session, staged, ct);
        foreach (var part in parts.Where(p => p.Kind != "SEQUENCE"))
        {
            await session.ExecuteAsync(part.For(staged), ct);
        }
    }

    /// <summary>Takes names, and what only costs space, from the old table.</summary>
    public async Task TakeOffAsync(NpgsqlConnection session, CancellationToken ct)
    {
        foreach (var part in parts.Reverse())
        {
            var statement = part.Kind switch
            {
                "CONSTRAINT" => $"ALTER TABLE {target.Quoted} DROP CONSTRAINT {TableName.Quote(part.Name!)}",
                "INDEX" => $"DROP INDEX {new TableName(target.Schema, part.Name!).Quoted}",
                "SEQUENCE" => $"ALTER SEQUENCE {part.Name} OWNED BY NONE",
                _ => null,
            };
            if (statement is not null)
            {
                await session.ExecuteAsync(statement, ct);
            }
        }

        await session.ExecuteAsync(
            $"""
            DO $$ DECLARE c text; BEGIN
                FOR c IN SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', d.adrelid::regclass, a.attname)
                           FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                          WHERE d.adrelid = to_regclass({TableName.Literal(target.Quoted)})
                LOOP EXECUTE c; END LOOP; END $$
            """,
            ct);
    }

    /// <summary>Gives the parts their names when the staged table has the target's, and the sequences their new owner.</summary>
    public async Task NameAsync(NpgsqlConnection session, TableName now, CancellationToken ct)
    {
        foreach (var part in parts)
        {
            var statement = part.Kind switch
            {
                "CONSTRAINT" => $"ALTER TABLE {now.Quoted} RENAME CONSTRAINT {TableName.Quote(part.Temporary)} TO {TableName.Quote(part.Name!)}",
                "INDEX" => $"ALTER INDEX {new TableName(now.Schema, part.Temporary).Quoted} RENAME TO {TableName.Quote(part.Name!)}",
                "SEQUENCE" => part.For(now.Quoted),
                _ => null,
            };
            if (statement is not null)
            {
                await session.ExecuteAsync(statement, ct);
            }
        }
    }

    // Default privileges of the schema may have granted something to the staged table that nobody granted to the target.
    private static Task<int> RevokeDefaultsAsync(NpgsqlConnection session, string staged, CancellationToken ct) => session.ExecuteAsync(
        $"""
        DO $$ DECLARE g text; BEGIN
            FOR g IN SELECT DISTINCT CASE WHEN e.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
                       FROM pg_class c CROSS JOIN aclexplode(c.relacl) e WHERE c.oid = to_regclass({TableName.Literal(staged)}) AND e.grantee <> c.relowner
            LOOP EXECUTE format('REVOKE ALL ON TABLE %s FROM %s', to_regclass({TableName.Literal(staged)}), g); END LOOP; END $$
        """,
        ct);

    private sealed record Part(string? Name, string Statement, string? Kind, string Temporary)
    {
        public string For(string table) =>
            Statement.Replace("{mcpp:table}", table, StringComparison.Ordinal).Replace("{mcpp:part}", TableName.Quote(Temporary), StringComparison.Ordinal);
    }
}
