using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

public sealed class OverwriteTests(TestPostgres postgres)
{
    private const string Source = "CREATE TABLE source (id int, name text, parent int); INSERT INTO source VALUES (1, 'one', NULL), (2, 'two', 1)";

    [Fact]
    public async Task A_swap_keeps_owner_grants_policies_comments_indexes_constraints_and_sequences()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        var role = $"r_{Guid.CreateVersion7():N}";
        await bench.ExecuteAsync(
            $$"""
            CREATE ROLE {{role}};
            {{Source}};
            CREATE TABLE target (id serial PRIMARY KEY, name text DEFAULT 'none' CHECK (name <> ''), parent int) WITH (fillfactor = 70);
            INSERT INTO target (name) VALUES ('old');
            CREATE INDEX by_name ON target (lower(name) DESC) WHERE parent IS NULL;
            CREATE UNIQUE INDEX "Odd ""n"" x" ON target (id, name);
            COMMENT ON TABLE target IS 'what it''s for {0}'; COMMENT ON COLUMN target.name IS 'the name';
            ALTER TABLE target ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY mine ON target AS RESTRICTIVE FOR SELECT TO {{role}}, PUBLIC USING (id > 0);
            GRANT SELECT, INSERT ON target TO {{role}} WITH GRANT OPTION; GRANT UPDATE (name) ON target TO {{role}};
            ALTER TABLE target OWNER TO {{role}}
            """);
        var before = await DescribeAsync(bench);
        var oldId = await bench.ScalarAsync<uint>("SELECT 'target'::regclass::oid");

        await bench.CopyAsync("source", "target");

        (await DescribeAsync(bench)).ShouldBe(before);
        (await bench.ScalarAsync<uint>("SELECT 'target'::regclass::oid")).ShouldNotBe(oldId);
        (await bench.RowsAsync("target")).ShouldBe("(1,one,) (2,two,1)");
        (await bench.ScalarAsync<string>("SELECT pg_get_serial_sequence('target', 'id')")).ShouldBe("public.target_id_seq");
        await bench.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task A_target_with_views_and_foreign_keys_is_replaced_in_place()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync(
            $"""
            {Source};
            CREATE TABLE target (id int PRIMARY KEY, name text, parent int);
            INSERT INTO target VALUES (1, 'old', NULL), (3, 'gone', NULL);
            CREATE TABLE child (target_id int REFERENCES target ON DELETE CASCADE); INSERT INTO child VALUES (1), (3);
            CREATE VIEW seen AS SELECT name FROM target
            """);
        var id = await bench.ScalarAsync<uint>("SELECT 'target'::regclass::oid");

        var result = await bench.CopyAsync("source", "target");

        result.Counts.ShouldBe(new PublishCounts(2, 0));
        (await bench.ScalarAsync<uint>("SELECT 'target'::regclass::oid")).ShouldBe(id);
        (await bench.RowsAsync("target")).ShouldBe("(1,one,) (2,two,1)");
        (await bench.RowsAsync("seen")).ShouldBe("(one) (two)");
        (await bench.RowsAsync("child")).ShouldBe("(1)");
    }

    [Fact]
    public async Task An_earlier_version_is_restored_and_the_restoring_can_be_undone()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT 1 AS n");
        await bench.CopyAsync("source", "target");
        await bench.ExecuteAsync("CREATE UNIQUE INDEX only_one ON target (n)");
        for (var n = 2; n <= 6; n++)
        {
            await bench.ExecuteAsync($"UPDATE source SET n = {n}");
            await bench.CopyAsync("source", "target");
        }

        var run = bench.NewRun("target");
        var restore = bench.Write(run, [], SyncMode.FullRefreshOverwrite, intent: WriteIntent.RestoreVersion);
        var restored = await bench.Connector.WriteAsync(restore, TestContext.Current.CancellationToken);

        (await bench.RowsAsync("target")).ShouldBe("(5)");
        restored.Versions.Count.ShouldBe(3);
        await bench.Connector.WriteAsync(restore with { Version = restored.Versions[0].Version }, TestContext.Current.CancellationToken);
        (await bench.RowsAsync("target")).ShouldBe("(6)");
        (await bench.ScalarAsync<bool>("SELECT indisunique FROM pg_index WHERE indexrelid = 'only_one'::regclass AND indrelid = 'target'::regclass")).ShouldBeTrue();
        var missing = await Should.ThrowAsync<ConnectorException>(() => bench.Connector.WriteAsync(restore with { Version = 999 }, TestContext.Current.CancellationToken));
        missing.Message.ShouldContain("Version 999 of public.target is not kept");
    }

    [Fact]
    public async Task New_columns_are_added_and_narrow_ones_widened()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync(
            """
            CREATE TABLE source (id bigint, price numeric(12,4), name text, extra jsonb); INSERT INTO source VALUES (5000000000, 1234.5678, 'long enough a name', '{"a":1}');
            CREATE TABLE target (id int, price numeric(6,2), name varchar(5)); INSERT INTO target VALUES (1, 1.5, 'a')
            """);

        await bench.CopyAsync("source", "target", SyncMode.FullRefreshAppend);

        (await bench.RowsAsync("target")).ShouldBe("(1,1.5000,a,) (5000000000,1234.5678,\"long enough a name\",\"{\"\"a\"\": 1}\")");
    }

    [Fact]
    public async Task A_wider_target_takes_narrower_values()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync(
            """
            CREATE TABLE source (id smallint, at date, rate real, n int); INSERT INTO source VALUES (1, '2024-02-29', 1.5, 7);
            CREATE TABLE target (id bigint, at timestamp, rate float8, n text); INSERT INTO target VALUES (9, NULL, NULL, NULL)
            """);

        await bench.CopyAsync("source", "target");

        (await bench.RowsAsync("target")).ShouldBe("(1,\"2024-02-29 00:00:00\",1.5,7)");
        (await bench.ScalarAsync<string>("SELECT pg_typeof(id)::text FROM target")).ShouldBe("bigint");
    }

    [Fact]
    public async Task A_type_that_does_not_fit_is_refused_before_anything_is_written()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT 'x'::text AS id; CREATE TABLE target AS SELECT 1 AS id");

        var failure = await Should.ThrowAsync<ConnectorException>(() => bench.CopyAsync("source", "target"));

        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldBe("Column 'id' of public.target is integer, but text comes. Cast the column in the plan, or choose another target.");
        (await bench.RowsAsync("target")).ShouldBe("(1)");
    }

    private static async Task<string?> DescribeAsync(Bench bench) => await bench.ScalarAsync<string>(
        """
        SELECT jsonb_pretty(jsonb_build_object(
            'owner', pg_get_userbyid(c.relowner), 'acl', (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(c.relacl) a), 'rls', ARRAY[c.relrowsecurity, c.relforcerowsecurity],
            'options', c.reloptions, 'comment', obj_description(c.oid, 'pg_class'),
            'columns', (SELECT array_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attacl::text, col_description(c.oid, a.attnum)) ORDER BY a.attnum)
                          FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0),
            'indexes', (SELECT array_agg(pg_get_indexdef(indexrelid) ORDER BY indexrelid::regclass::text) FROM pg_index WHERE indrelid = c.oid),
            'constraints', (SELECT array_agg(conname || ' ' || pg_get_constraintdef(oid) ORDER BY conname) FROM pg_constraint WHERE conrelid = c.oid AND contype <> 'n'),
            'policies', (SELECT array_agg(p::text) FROM pg_policies p WHERE tablename = 'target')))
          FROM pg_class c WHERE c.oid = 'target'::regclass
        """);
}
