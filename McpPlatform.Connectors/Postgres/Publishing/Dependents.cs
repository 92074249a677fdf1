using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>Whether anything depends on a table itself, and not only on its name.</summary>
internal static class Dependents
{
    // The table's own parts (indexes, constraints, defaults, sequences, policies, row type) go along with a swap. All else in pg_depend, such as
    // views, foreign keys from elsewhere, functions and row types in use, would stay with the old table; so would triggers, rules, publications,
    // partitions and children, a replica identity, and privileges or columns that staging cannot take over.
    private const string Sql =
        """
        SELECT NOT (c.relkind <> 'r' OR c.relispartition OR c.relreplident <> 'd' OR c.relhasrules OR c.relhassubclass OR c.reloftype <> 0
                    OR NOT pg_has_role(c.relowner, 'USAGE')
                    OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid OR i.inhparent = c.oid)
                    OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
                    OR EXISTS (SELECT FROM pg_publication_tables p JOIN pg_namespace n ON n.nspname = p.schemaname WHERE n.oid = c.relnamespace AND p.tablename = c.relname)
                    OR EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = c.oid)
                    OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                  AND (a.attidentity <> '' OR a.attgenerated <> ''))
                    OR EXISTS (SELECT FROM pg_statistic_ext s WHERE s.stxrelid = c.oid)
                    OR EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                                  AND d.classid NOT IN ('pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_policy'::regclass, 'pg_type'::regclass)
                                  AND NOT (d.classid = 'pg_class'::regclass AND EXISTS (
                                           SELECT FROM pg_class o WHERE o.oid = d.objid AND o.relkind IN ('i', 't', 'S'))))
                    OR EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid = c.reltype
                                  AND NOT (d.classid = 'pg_type'::regclass AND d.objid = (SELECT typarray FROM pg_type WHERE oid = c.reltype))))
          FROM pg_class c WHERE c.oid = @table::oid
        """;

    /// <summary>Whether the staged table may take the target's place. It must bring every column the target has.</summary>
    public static async Task<bool> AllowSwapAsync(NpgsqlConnection session, long table, StagedRows staged, CancellationToken ct) =>
        await session.ScalarAsync<bool>(Sql, ct, ("table", table))
        && await session.ScalarAsync<bool>(
            """
            SELECT NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = @table::oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL (@names))
            """,
            ct, ("table", table), ("names", staged.Columns.Select(c => c.Name).ToArray()));
}
