using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

public sealed class LaneTests(TestPostgres postgres)
{
    // Four rows a block of 8 KiB: more than the two times 8 MiB below which a table is not divided.
    private const string LargeTable = "CREATE TABLE source AS SELECT i AS id, repeat(md5(i::text), 60) AS filling FROM generate_series(1, 9000) i";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Partitions_staged_in_lanes_side_by_side_give_each_row_of_one_snapshot_once()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync(LargeTable);
        var run = bench.NewRun("target");
        var read = bench.Read(run, "source") with { Partitions = 4 };
        var description = await bench.Connector.DescribeReadAsync(read, Cancellation);
        await bench.ExecuteAsync("INSERT INTO source VALUES (9001, 'too late'); DELETE FROM source WHERE id <= 10");
        var write = bench.Write(run, description.Columns, SyncMode.FullRefreshOverwrite);
        await bench.Connector.WriteAsync(write, Cancellation);

        await Task.WhenAll(description.Partitions.Select((partition, i) =>
            bench.StageAsync(read with { Partition = partition, Partitions = 1 }, write with { Lane = i + 1 })));
        var result = await bench.Connector.WriteAsync(write with { Intent = WriteIntent.Publish }, Cancellation);

        description.Partitions.Count.ShouldBe(2);
        result.Counts.ShouldBe(new PublishCounts(9000, 0));
        result.Commit!.Staged.Read.ShouldBe(9000);
        (await bench.ScalarAsync<string>("SELECT concat_ws(' ', count(DISTINCT id), min(id), max(id)) FROM target")).ShouldBe("9000 1 9000");
    }

    [Fact]
    public async Task A_lane_that_is_opened_again_passes_over_what_it_has_committed()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT i AS id FROM generate_series(1, 20000) i");
        var run = bench.NewRun("target");
        var read = bench.Read(run, "source");
        var columns = (await bench.Connector.DescribeReadAsync(read, Cancellation)).Columns;
        var write = bench.Write(run, columns, SyncMode.FullRefreshAppend);
        await bench.Connector.WriteAsync(write, Cancellation);
        var segments = await SegmentsAsync(bench, read);

        await StageAsync(bench, write with { Lane = 1 }, segments[0]);
        await StageAsync(bench, write with { Lane = 2 }, segments[0] with { Number = 1, Batch = segments[1].Batch });
        await StageAsync(bench, write with { Lane = 1 }, segments[0], segments[2] with { Number = 2 });
        var result = await bench.Connector.WriteAsync(write with { Intent = WriteIntent.Publish }, Cancellation);

        result.Commit!.Segment.ShouldBe(3);
        result.Counts.ShouldBe(new PublishCounts(20000, 0));
        (await bench.ScalarAsync<long>("SELECT count(DISTINCT id) FROM target")).ShouldBe(20000);
    }

    [Fact]
    public async Task A_lane_of_a_lower_fence_is_refused_and_discarding_throws_all_lanes_away()
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT i AS id FROM generate_series(1, 100) i");
        var old = bench.NewRun("target");
        var read = bench.Read(old, "source");
        var columns = (await bench.Connector.DescribeReadAsync(read, Cancellation)).Columns;
        var write = bench.Write(old, columns, SyncMode.FullRefreshAppend);
        await bench.Connector.WriteAsync(write, Cancellation);
        var segment = (await SegmentsAsync(bench, read))[0];
        await StageAsync(bench, write with { Lane = 1 }, segment);
        await using (var frozen = await bench.Connector.OpenSinkAsync(write with { Lane = 2 }, [.. segment.Batch.Columns.Select(c => c.Schema)], Cancellation))
        {
            await frozen.WriteAsync(segment, Cancellation);
            write = write with { Run = bench.Claim(old) };
            var resumed = await bench.Connector.WriteAsync(write, Cancellation);

            resumed.Commit!.Staged.Read.ShouldBe(100);
            resumed.Commit.StagedCursor.ShouldBeNull();
            (await Should.ThrowAsync<ConnectorException>(async () => await frozen.CommitAsync(Cancellation))).Message.ShouldContain("Another worker has taken 'target' over");
        }

        await bench.Connector.WriteAsync(write with { Intent = WriteIntent.Discard }, Cancellation);
        await bench.Connector.WriteAsync(write, Cancellation);
        await StageAsync(bench, write with { Lane = 1 }, segment);
        var result = await bench.Connector.WriteAsync(write with { Intent = WriteIntent.Publish }, Cancellation);

        result.Counts.ShouldBe(new PublishCounts(100, 0));
    }

    [Theory]
    [InlineData("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND backend_xmin IS NOT NULL AND state = 'idle in transaction'")]
    [InlineData(null)]
    public async Task A_partition_whose_snapshot_is_lost_is_refused_so_that_the_read_begins_anew(string? loseIt)
    {
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync(LargeTable);
        var read = bench.Read(bench.NewRun("target"), "source") with { Partitions = 2 };
        var partitions = (await bench.Connector.DescribeReadAsync(read, Cancellation)).Partitions;
        if (loseIt is null)
        {
            // A partition that is not read to its end takes the snapshot with it.
            await foreach (var _ in bench.Connector.ReadAsync(read with { Partition = partitions[0] }, Cancellation))
            {
                break;
            }
        }
        else
        {
            await bench.ExecuteAsync(loseIt);
        }

        var failure = await Should.ThrowAsync<ConnectorException>(() => SegmentsAsync(bench, read with { Partition = partitions[1] }));

        failure.Failure.ShouldBe(FailureClass.Transient);
        failure.Message.ShouldContain("The read begins anew");
    }

    private static async Task<List<Segment>> SegmentsAsync(Bench bench, ReadRequest read)
    {
        var segments = new List<Segment>();
        await foreach (var segment in bench.Connector.ReadAsync(read, Cancellation))
        {
            segments.Add(segment);
        }

        return segments;
    }

    private static async Task StageAsync(Bench bench, WriteRequest write, params Segment[] segments)
    {
        await bench.Connector.WriteAsync(write, Cancellation);
        await using var sink = await bench.Connector.OpenSinkAsync(write, [.. segments[0].Batch.Columns.Select(c => c.Schema)], Cancellation);
        foreach (var segment in segments)
        {
            await sink.WriteAsync(segment, Cancellation);
        }

        await sink.CommitAsync(Cancellation);
    }
}
