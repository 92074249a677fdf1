using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

public sealed class CopyBetweenTablesTests(TestPostgres postgres)
{
    [Fact]
    public async Task Overwrite_creates_a_target_that_is_not_there()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync(
            "CREATE TABLE airports AS SELECT i AS id, 'Airport ' || i AS name, i / 7.0::float8 AS latitude, i % 2 = 0 AS open FROM generate_series(1, 20000) i");

        var result = await bench.CopyAsync("airports", "public.copied");

        result.Counts.ShouldBe(new PublishCounts(20000, 0));
        result.Commit!.Published.ShouldBeTrue();
        result.Commit.Staged.Read.ShouldBe(20000);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM (SELECT * FROM airports EXCEPT ALL SELECT * FROM copied) d")).ShouldBe(0);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM copied")).ShouldBe(20000);
    }

    [Fact]
    public async Task Overwrite_replaces_the_rows_and_keeps_the_old_ones_as_a_version()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT 1 AS id, 'new' AS name; CREATE TABLE target AS SELECT 9 AS id, 'old' AS name");

        var result = await bench.CopyAsync("source", "target");

        (await bench.RowsAsync("target")).ShouldBe("(1,new)");
        result.Versions.Count.ShouldBe(1);
        result.Versions[0].Rows.ShouldBe(1);
    }

    [Fact]
    public async Task Append_adds_and_answers_the_same_when_repeated()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT i AS id FROM generate_series(1, 3) i");
        var run = bench.NewRun("target");

        await bench.CopyAsync("source", "target", SyncMode.FullRefreshAppend);
        var second = await bench.CopyAsync("source", "target", SyncMode.FullRefreshAppend, run: run = bench.Claim(run));
        var again = await bench.Connector.WriteAsync(
            bench.Write(run, [new CatalogColumn("id", new ColumnType(TypeKind.Int32), true)], SyncMode.FullRefreshAppend, intent: WriteIntent.Publish),
            TestContext.Current.CancellationToken);

        again.Counts.ShouldBe(second.Counts);
        (await bench.RowsAsync("target")).ShouldBe("(1) (1) (2) (2) (3) (3)");
    }

    [Fact]
    public async Task Dedup_keeps_the_row_with_the_greatest_cursor_of_each_key()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source (id int, version int, name text); INSERT INTO source VALUES (1, 1, 'a'), (1, 3, 'c'), (1, 2, 'b'), (2, 1, 'x')");

        var first = await bench.CopyAsync("source", "target", SyncMode.IncrementalDedup, "version", ["id"]);
        await bench.ExecuteAsync("INSERT INTO source VALUES (2, 5, 'y'), (3, 4, 'z')");
        var second = await bench.CopyAsync("source", "target", SyncMode.IncrementalDedup, "version", ["id"]);

        first.Counts.ShouldBe(new PublishCounts(2, 2));
        (await bench.RowsAsync("target")).ShouldBe("(1,3,c) (2,5,y) (3,4,z)");
        second.Counts!.Value.Loaded.ShouldBe(1);
        (second.Counts.Value.Loaded + second.Counts.Value.Merged).ShouldBe(second.Commit!.Staged.Rows);
    }
}
