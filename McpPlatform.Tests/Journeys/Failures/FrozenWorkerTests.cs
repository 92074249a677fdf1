using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys.Failures;

public sealed class FrozenWorkerTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_frozen_past_its_lease_and_thawed_writes_nothing_more()
    {
        await using var stack = await PlatformStack.StartAsync(postgres, Cancel, further: FailureStage.Settings);
        var shop = await postgres.CreateDatabaseAsync(Cancel);
        await using var parcels = await GatedTable.CreateAsync(shop, Cancel);
        await stack.AddShopAsync(shop);
        var run = await stack.Client.StartAsync(FailureStage.Plan("parcels", "parcels_copy", SyncMode.FullRefreshAppend), Cancel);
        await GatedTable.WaitUntilStagedAsync(stack.WarehouseDatabase, Cancel);

        await stack.Worker!.FreezeAsync();
        await using var heir = await stack.StartAnotherWorkerAsync(Cancel);
        await FenceAsync(stack, 2);
        await parcels.OpenAsync(Cancel);
        (await stack.Client.WaitForEndAsync(run.Id, Cancel)).ShouldHaveSucceeded();
        await stack.Worker.ThawAsync();
        await Eventually.TrueAsync(
            () => stack.Worker.Output.Contains($"The lease on run {run.Id} is lost", StringComparison.Ordinal), TimeSpan.FromSeconds(30),
            "the thawed Worker lets the run go", Cancel);

        (await FailureStage.CountAsync(stack.WarehouseDatabase, "parcels_copy", Cancel)).ShouldBe($"{GatedTable.Rows} of {GatedTable.Rows}");
        (await stack.Client.GetRunAsync(run.Id, Cancel)).ShouldHaveSucceeded();
        (await Runs.ScalarAsync<long>(stack.WarehouseDatabase, "SELECT fence FROM _mcpp.commit", Cancel)).ShouldBe(2);
    }

    private static async Task FenceAsync(PlatformStack stack, long wanted)
    {
        while (await Runs.ScalarAsync<long>(stack.PlatformDatabase, "SELECT max(fence) FROM leases", Cancel) < wanted)
        {
            await Task.Delay(50, Cancel);
        }
    }
}
