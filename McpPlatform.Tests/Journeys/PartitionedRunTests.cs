using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Npgsql;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>A large table goes in partitions, each in a lane of its own. Its Worker dies when one lane has committed and another has not.</summary>
public sealed class PartitionedRunTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stage.before-commit")]
    [InlineData("stage.after-commit")]
    [InlineData("sync.all-committed")]
    public async Task A_Worker_killed_among_its_lanes_leaves_no_row_lost_or_doubled(string place)
    {
        var shop = await postgres.CreateDatabaseAsync(Cancellation);
        await Runs.ExecuteAsync(
            shop, "CREATE TABLE large AS SELECT i AS id, repeat(md5(i::text), 60) AS filling FROM generate_series(1, 9000) i", Cancellation);
        await using var stack = await PlatformStack.StartAsync(postgres, Cancellation);
        await AddShopAsync(stack, shop);
        var pipeline = await stack.Client.ApplyPlanAsync(new ApplyPlan(Plan), Cancellation);
        await stack.Worker!.KillAsync();
        var run = await stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancellation);

        await stack.StartWorkerAsync(Cancellation, killAt: place);
        await stack.Worker.WaitForExitAsync(Cancellation);
        var committed = await Runs.ScalarAsync<long>(stack.WarehouseDatabase, "SELECT count(*) FROM _mcpp.lane", Cancellation);
        await Runs.ExecuteAsync(shop, "INSERT INTO large VALUES (9001, 'since')", Cancellation);
        await stack.StartWorkerAsync(Cancellation);
        (await stack.Client.WaitForEndAsync(run.Id, Cancellation)).ShouldHaveSucceeded();

        (committed > 0).ShouldBe(place != "stage.before-commit");
        (await Runs.ScalarAsync<string>(stack.WarehouseDatabase, "SELECT count(*) || ' ' || count(DISTINCT id) FROM large_copy", Cancellation)).ShouldBe("9001 9001");
    }

    private static PipelinePlan Plan => new()
    {
        Version = PipelinePlan.CurrentVersion,
        Name = "large",
        Source = new PlanEndpoint { Connection = "shop", Options = new Dictionary<string, string> { ["partitions"] = "2" } },
        Destination = new PlanEndpoint { Connection = "warehouse" },
        Streams = [new StreamPlan { Name = "large", Namespace = "public", Target = "large_copy", SyncMode = SyncMode.FullRefreshOverwrite }],
    };

    private static Task<ConnectionInfo> AddShopAsync(PlatformStack stack, string shop)
    {
        var server = new NpgsqlConnectionStringBuilder(shop);
        return stack.Client.AddConnectionAsync(
            new AddConnection("shop", "postgres", new Dictionary<string, string>
            {
                ["host"] = server.Host!,
                ["port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["database"] = server.Database!,
                ["username"] = server.Username!,
                ["password"] = server.Password ?? "unused",
            }),
            Cancellation);
    }
}
