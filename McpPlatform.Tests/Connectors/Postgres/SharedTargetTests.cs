using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Postgres;

/// <summary>Several pipelines that write to one target.</summary>
public sealed class SharedTargetTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pipelines_that_publish_to_a_new_target_at_once_all_bring_their_rows()
    {
        const int pipelines = 6;
        await using var bench = await Bench.CreateAsync(postgres);
        await bench.ExecuteAsync("CREATE TABLE source AS SELECT i AS id FROM generate_series(1, 100) i");
        var writes = new List<WriteRequest>();
        for (var i = 0; i < pipelines; i++)
        {
            var run = bench.NewRun("target") with { PipelineId = Guid.CreateVersion7() };
            var read = bench.Read(run, "source");
            var write = bench.Write(run, (await bench.Connector.DescribeReadAsync(read, Cancellation)).Columns, SyncMode.FullRefreshAppend);
            await bench.Connector.WriteAsync(write, Cancellation);
            await bench.StageAsync(read, write);
            writes.Add(write with { Intent = WriteIntent.Publish });
        }

        await Task.WhenAll(writes.Select(write => Task.Run(() => bench.Connector.WriteAsync(write, Cancellation))));

        (await bench.ScalarAsync<long>("SELECT count(*) FROM target")).ShouldBe(100 * pipelines);
    }
}
