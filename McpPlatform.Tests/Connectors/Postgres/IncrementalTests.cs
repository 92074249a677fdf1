using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

public sealed class IncrementalTests(TestPostgres postgres)
{
    [Fact]
    public async Task Rows_that_share_the_last_cursor_value_arrive_later_and_are_not_lost_or_doubled()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source (day date, what text); INSERT INTO source VALUES ('2024-01-01', 'a'), ('2024-01-02', 'b'), ('2024-01-02', 'b')");
        await AppendAsync(bench, "day");
        await bench.ExecuteAsync("INSERT INTO source VALUES ('2024-01-02', 'b'), ('2024-01-02', 'c'), ('2024-01-03', 'd')");

        var second = await AppendAsync(bench, "day");
        var third = await AppendAsync(bench, "day");

        (await bench.RowsAsync("target")).ShouldBe("(2024-01-01,a) (2024-01-02,b) (2024-01-02,b) (2024-01-02,b) (2024-01-02,c) (2024-01-03,d)");
        second.Counts.ShouldBe(new PublishCounts(3, 2));
        third.Counts.ShouldBe(new PublishCounts(0, 1));
    }

    [Fact]
    public async Task Rows_without_a_cursor_value_arrive_once()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source (n int, what text); INSERT INTO source VALUES (1, 'a'), (NULL, 'x')");
        await AppendAsync(bench, "n");
        await bench.ExecuteAsync("INSERT INTO source VALUES (2, 'b'), (NULL, 'y')");
        await AppendAsync(bench, "n");

        (await bench.RowsAsync("target")).ShouldBe("(,x) (,y) (1,a) (2,b)");
    }

    [Fact]
    public async Task A_transaction_that_commits_late_is_not_lost_with_a_counter()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source (id serial, what text); INSERT INTO source (what) VALUES ('a')");
        await LateAsync(bench, "id", "INSERT INTO source (what) VALUES ('late')", "INSERT INTO source (what) VALUES ('b')");

        (await bench.RowsAsync("target")).ShouldBe("(1,a) (2,late) (3,b)");
    }

    [Fact]
    public async Task A_transaction_that_commits_late_is_not_lost_with_a_clock()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source (at timestamptz DEFAULT now(), what text); INSERT INTO source (what) VALUES ('a')");
        await LateAsync(bench, "at", "SELECT now()", "INSERT INTO source (what) VALUES ('b')", "INSERT INTO source (what) VALUES ('late')");

        (await bench.RowsAsync("(SELECT what FROM target)")).ShouldBe("(a) (b) (late)");
    }

    [Fact]
    public async Task A_run_that_is_taken_up_again_reads_from_where_it_began()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        var ct = TestContext.Current.CancellationToken;
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT i AS id FROM generate_series(1, 10000) i");
        await AppendAsync(bench, "id");
        await bench.ExecuteAsync("INSERT INTO source SELECT i FROM generate_series(10001, 30000) i");
        var run = bench.NewRun("target");
        var columns = (await bench.Connector.DescribeReadAsync(bench.Read(run, "source"), ct)).Columns;
        var write = bench.Write(run, columns, SyncMode.IncrementalAppend, cursorField: "id");
        var before = (await bench.Connector.WriteAsync(write, ct)).Commit!;
        await bench.StageAsync(bench.Read(run, "source", "id", before.PublishedCursor), write, segments: 1);

        run = bench.Claim(run);
        var commit = (await bench.Connector.WriteAsync(write with { Run = run }, ct)).Commit!;
        await bench.StageAsync(bench.Read(run, "source", "id", commit.StagedCursor) with { AfterSegment = commit.Segment }, write with { Run = run });
        await bench.Connector.WriteAsync(write with { Run = run, Intent = WriteIntent.Publish }, ct);

        (await bench.ScalarAsync<long>("SELECT count(*) FROM target")).ShouldBe(30000);
        (await bench.ScalarAsync<long>("SELECT count(DISTINCT id) FROM target")).ShouldBe(30000);
    }

    [Fact]
    public async Task A_record_from_before_modes_were_noted_knows_an_overwrite()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source (id int, what text); INSERT INTO source VALUES (1, 'a'), (2, 'b')");
        await bench.CopyAsync("source", "target");
        await bench.ExecuteAsync("ALTER TABLE _mcpp.commit DROP COLUMN published_mode");
        await AppendAsync(bench, "id");

        (await bench.RowsAsync("target")).ShouldBe("(1,a) (2,b)");
    }

    private static async Task LateAsync(Bench bench, string cursor, string lateBegins, string others, string? lateWrites = null)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var late = await bench.SessionAsync();
        await using var transaction = await late.BeginTransactionAsync(ct);
        await using (var command = new Npgsql.NpgsqlCommand(lateBegins, late))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        await bench.ExecuteAsync(others);
        await AppendAsync(bench, cursor);
        await AppendAsync(bench, cursor);
        if (lateWrites is not null)
        {
            await using var command = new Npgsql.NpgsqlCommand(lateWrites, late);
            await command.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        await AppendAsync(bench, cursor);
        await AppendAsync(bench, cursor);
    }

    private static Task<WriteResult> AppendAsync(Bench bench, string cursor) =>
        bench.CopyAsync("source", "target", SyncMode.IncrementalAppend, cursor);
}
