using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys.Failures;

public sealed class CancelTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_cancelled_in_the_middle_leaves_the_target_as_it_was_and_resumes_to_the_whole()
    {
        await using var stack = await PlatformStack.StartAsync(postgres, Cancel, further: FailureStage.Settings);
        var shop = await postgres.CreateDatabaseAsync(Cancel);
        await using var parcels = await GatedTable.CreateAsync(shop, Cancel);
        await stack.AddShopAsync(shop);
        await Runs.ExecuteAsync(stack.WarehouseDatabase, "CREATE TABLE parcels_copy (id bigint, note text); INSERT INTO parcels_copy VALUES (0, 'kept')", Cancel);
        var run = await stack.Client.StartAsync(FailureStage.Plan("parcels", "parcels_copy", SyncMode.FullRefreshAppend), Cancel);
        await GatedTable.WaitUntilStagedAsync(stack.WarehouseDatabase, Cancel);

        await stack.Client.CancelRunAsync(run.Id, Cancel);
        (await stack.Client.WaitForEndAsync(run.Id, Cancel)).State.ShouldBe(RunState.Cancelled);
        (await FailureStage.CountAsync(stack.WarehouseDatabase, "parcels_copy", Cancel)).ShouldBe("1 of 1");

        await parcels.OpenAsync(Cancel);
        await stack.Client.ResumeRunAsync(run.Id, Cancel);
        (await stack.Client.WaitForEndAsync(run.Id, Cancel)).ShouldHaveSucceeded();
        (await FailureStage.CountAsync(stack.WarehouseDatabase, "parcels_copy", Cancel)).ShouldBe($"{GatedTable.Rows + 1} of {GatedTable.Rows + 1}");
    }
}
