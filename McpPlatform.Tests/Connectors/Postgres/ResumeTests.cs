using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

public sealed class ResumeTests(TestPostgres postgres)
{
    private static readonly IReadOnlyList<CatalogColumn> Columns =
        [new("id", new ColumnType(TypeKind.Int32), true), new("name", ColumnType.Text, true)];

    [Fact]
    public async Task A_segment_that_is_committed_is_not_staged_twice()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        var ct = TestContext.Current.CancellationToken;
        var run = bench.NewRun("target");
        var write = bench.Write(run, Columns, SyncMode.FullRefreshAppend);
        await bench.Connector.WriteAsync(write, ct);

        await WriteAsync(bench, write, commit: true, Rows(1, 1, 2), Rows(2, 3));
        await WriteAsync(bench, write, commit: false, Rows(3, 4));
        var resumed = (await bench.Connector.WriteAsync(write with { Run = run = bench.Claim(run) }, ct)).Commit!;
        var counts = await WriteAsync(bench, write with { Run = run }, commit: true, Rows(2, 3), Rows(3, 4, 5));
        await bench.Connector.WriteAsync(write with { Run = run, Intent = WriteIntent.Publish }, ct);

        resumed.Segment.ShouldBe(2);
        resumed.Staged.Rows.ShouldBe(3);
        counts.Segment.ShouldBe(3);
        counts.Staged.Rows.ShouldBe(5);
        (await bench.RowsAsync("target")).ShouldBe("(1,row) (2,row) (3,row) (4,row) (5,row)");
    }

    [Fact]
    public async Task A_source_that_begins_anew_replaces_what_was_staged()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        var ct = TestContext.Current.CancellationToken;
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT i AS id, 'row' AS name FROM generate_series(1, 20000) i");
        var run = bench.NewRun("target");
        var write = bench.Write(run, Columns, SyncMode.FullRefreshOverwrite);
        await bench.Connector.WriteAsync(write, ct);
        await bench.StageAsync(bench.Read(run, "source"), write, segments: 1);
        await bench.ExecuteAsync("DELETE FROM source WHERE id > 15000");

        run = bench.Claim(run);
        var commit = (await bench.Connector.WriteAsync(write with { Run = run }, ct)).Commit!;
        await bench.StageAsync(bench.Read(run, "source") with { AfterSegment = commit.Segment, Cursor = commit.StagedCursor }, write with { Run = run });
        var result = await bench.Connector.WriteAsync(write with { Run = run, Intent = WriteIntent.Publish }, ct);

        commit.Segment.ShouldBe(1);
        result.Counts.ShouldBe(new PublishCounts(15000, 0));
        result.Commit!.Staged.Read.ShouldBe(15000);
        (await bench.ScalarAsync<long>("SELECT count(DISTINCT id) FROM target")).ShouldBe(15000);
    }

    [Fact]
    public async Task A_lower_fence_is_refused_by_every_write()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        var ct = TestContext.Current.CancellationToken;
        var old = bench.NewRun("target");
        var write = bench.Write(old, Columns, SyncMode.FullRefreshAppend);
        await bench.Connector.WriteAsync(write, ct);
        await using var frozen = await bench.Connector.OpenSinkAsync(write, Schemas, ct);
        await frozen.WriteAsync(Rows(1, 1), ct);

        await bench.Connector.WriteAsync(write with { Run = bench.Claim(old) }, ct);

        (await Should.ThrowAsync<ConnectorException>(async () => await frozen.CommitAsync(ct))).Message.ShouldContain("Another worker has taken 'target' over");
        foreach (var intent in new[] { WriteIntent.Stage, WriteIntent.Publish, WriteIntent.Discard })
        {
            await Should.ThrowAsync<ConnectorException>(() => bench.Connector.WriteAsync(write with { Intent = intent }, ct));
        }

        await Should.ThrowAsync<ConnectorException>(() => bench.Connector.OpenSinkAsync(write, Schemas, ct));
    }

    [Fact]
    public async Task Discarding_throws_away_rows_and_rejects()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        var ct = TestContext.Current.CancellationToken;
        var write = bench.Write(bench.NewRun("target"), Columns, SyncMode.FullRefreshAppend);
        await bench.Connector.WriteAsync(write, ct);
        await WriteAsync(bench, write, commit: true, Rows(1, 1) with { Rejected = [new RejectedRow(2, "id", "x", "No number.")] });

        var result = await bench.Connector.WriteAsync(write with { Intent = WriteIntent.Discard }, ct);

        result.Commit!.Staged.ShouldBe(default);
        result.Commit.Segment.ShouldBe(0);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM target__rejected")).ShouldBe(0);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'stage%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Bad_rows_are_put_aside_with_their_reason_and_the_others_arrive()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        var ct = TestContext.Current.CancellationToken;
        await bench.ExecuteAsync("CREATE TABLE target (id int CHECK (id < 900), name text NOT NULL)");
        var write = bench.Write(bench.NewRun("target"), Columns, SyncMode.FullRefreshAppend);
        await bench.Connector.WriteAsync(write, ct);

        var ids = Enumerable.Range(1, 1000).ToArray();
        var counts = await WriteAsync(
            bench, write, commit: true, Batch(1, ids, i => i switch { 10 => "a\0b"u8.ToArray(), 20 => [0xFF], 30 => null, _ => "row"u8.ToArray() }));
        await bench.Connector.WriteAsync(write with { Intent = WriteIntent.Publish }, ct);

        counts.Staged.ShouldBe(new StageCounts(1000, 896, 104, 0, counts.Staged.Bytes));
        (await bench.ScalarAsync<long>("SELECT count(*) FROM target")).ShouldBe(896);
        (await bench.RowsAsync("(SELECT row_number, column_name, reason FROM target__rejected WHERE row_number < 900)")).ShouldBe(
            """
            (10,name,"The text contains a NUL character, which PostgreSQL cannot hold.") (20,name,"The bytes are no valid UTF-8 text.") (30,name,"null value in column ""name"" of relation ""target"" violates not-null constraint.")
            """);
        (await bench.ScalarAsync<string>("SELECT reason FROM target__rejected WHERE row_number = 900")).ShouldNotBeNull().ShouldContain("target_id_check");
    }

    private static readonly IReadOnlyList<ColumnSchema> Schemas = [.. Columns.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable))];

    private static Segment Rows(long number, params int[] ids) => Batch(number, ids, _ => "row"u8.ToArray());

    private static Segment Batch(long number, int[] ids, Func<int, byte[]?> name)
    {
        var (id, text) = (new ColumnBuilder(Schemas[0]), new ColumnBuilder(Schemas[1]));
        foreach (var value in ids)
        {
            PgParse.TryParse(Schemas[0].Type, System.Text.Encoding.UTF8.GetBytes($"{value}"), id).ShouldBeTrue();
            id.EndValue();
            if (name(value) is { } bytes)
            {
                text.Add(bytes);
            }
            else
            {
                text.AddNull();
            }
        }

        return new Segment(number, new RecordBatch([id.Build(), text.Build()], ids.Length), ids.Length, 0, [], null);
    }

    private static async Task<(long Segment, StageCounts Staged)> WriteAsync(Bench bench, WriteRequest write, bool commit, params Segment[] segments)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var sink = await bench.Connector.OpenSinkAsync(write, Schemas, ct);
        foreach (var segment in segments)
        {
            await sink.WriteAsync(segment, ct);
        }

        return commit ? await sink.CommitAsync(ct) : default;
    }
}
