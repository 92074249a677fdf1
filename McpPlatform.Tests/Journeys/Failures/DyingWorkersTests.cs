using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys.Failures;

public sealed class DyingWorkersTests(TestPostgres postgres)
{
    private const int MostWorkers = 7;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_at_which_worker_after_worker_dies_fails_and_goes_on_when_resumed()
    {
        await using var stack = await PlatformStack.StartAsync(
            postgres, Cancel, further: new Dictionary<string, string>(FailureStage.Settings) { ["Worker:MaxClaims"] = "2" });
        var shop = await postgres.CreateDatabaseAsync(Cancel);
        await using var parcels = await GatedTable.CreateAsync(shop, Cancel);
        await stack.AddShopAsync(shop);
        var run = await stack.Client.StartAsync(FailureStage.Plan("parcels", "parcels_copy", SyncMode.FullRefreshAppend), Cancel);
        await GatedTable.WaitUntilStagedAsync(stack.WarehouseDatabase, Cancel);
        await stack.Worker!.KillAsync();

        for (var claim = 2; (await stack.Client.GetRunAsync(run.Id, Cancel)).State != RunState.Failed; claim++)
        {
            claim.ShouldBeLessThan(MostWorkers, "the run is tried without end");
            await using var heir = await stack.StartAnotherWorkerAsync(Cancel);
            await TakenAsync(stack, claim);
            await heir.KillAsync();
        }

        var failed = await stack.Client.GetRunAsync(run.Id, Cancel);
        failed.Error!.Class.ShouldBe(FailureClass.System);
        failed.Error.Message.ShouldMatch("The Worker died or froze [2-4] times in RunDataSync .*'mcpp resume' tries again");

        await using var last = await stack.StartAnotherWorkerAsync(Cancel);
        await parcels.OpenAsync(Cancel);
        await stack.Client.ResumeRunAsync(run.Id, Cancel);
        (await stack.Client.WaitForEndAsync(run.Id, Cancel)).ShouldHaveSucceeded();
        (await FailureStage.CountAsync(stack.WarehouseDatabase, "parcels_copy", Cancel)).ShouldBe($"{GatedTable.Rows} of {GatedTable.Rows}");
    }

    private static Task TakenAsync(PlatformStack stack, long fence) => Eventually.TrueAsync(
        async () => await Runs.ScalarAsync<long>(stack.PlatformDatabase, "SELECT max(fence) FROM leases", Cancel) >= fence,
        TimeSpan.FromSeconds(30), "the next Worker takes the run", Cancel);
}
