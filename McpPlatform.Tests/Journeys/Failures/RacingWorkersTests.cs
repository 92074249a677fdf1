using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys.Failures;

public sealed class RacingWorkersTests(TestPostgres postgres)
{
    private const int RunsOfEach = 6;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_workers_that_race_for_many_runs_do_each_of_them_once()
    {
        await using var stack = await PlatformStack.StartAsync(postgres, Cancel, further: FailureStage.Settings);
        await using var rival = await stack.StartAnotherWorkerAsync(Cancel);
        var shop = await postgres.CreateDatabaseAsync(Cancel);
        await Runs.ExecuteAsync(shop, "CREATE TABLE parcels AS SELECT i::bigint AS id FROM generate_series(1, 100) AS i", Cancel);
        await stack.AddShopAsync(shop);

        var runs = new List<RunInfo>();
        foreach (var target in new[] { "first", "second", "third" })
        {
            var pipeline = await stack.Client.ApplyPlanAsync(new ApplyPlan(FailureStage.Plan("parcels", target, SyncMode.FullRefreshAppend)), Cancel);
            for (var i = 0; i < RunsOfEach; i++)
            {
                runs.Add(await stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancel));
            }
        }

        foreach (var run in runs)
        {
            (await stack.Client.WaitForEndAsync(run.Id, Cancel)).ShouldHaveSucceeded();
        }

        foreach (var target in new[] { "first", "second", "third" })
        {
            (await FailureStage.CountAsync(stack.WarehouseDatabase, target, Cancel)).ShouldBe($"100 of {100 * RunsOfEach}");
        }

        (await Runs.ScalarAsync<long>(stack.PlatformDatabase, "SELECT max(fence) FROM leases", Cancel)).ShouldBe(RunsOfEach, "a run was claimed twice");
    }
}
