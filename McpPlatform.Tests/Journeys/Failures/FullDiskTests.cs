using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys.Failures;

public sealed class FullDiskTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_leaves_the_old_file_whole_and_the_run_ends_well_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(1, Cancel);
        await using var stack = await PlatformStack.StartAsync(postgres, Cancel, further: FailureStage.Settings);
        var shop = await postgres.CreateDatabaseAsync(Cancel);
        await Runs.ExecuteAsync(shop, "CREATE TABLE parcels AS SELECT i::bigint AS id, repeat('x', 100) AS note FROM generate_series(1, 1000) AS i", Cancel);
        await stack.AddShopAsync(shop);
        await stack.Client.AddConnectionAsync(
            new AddConnection("disk", "files", new Dictionary<string, string> { ["root"] = disk.Path, ["readOnly"] = "false" }));
        var pipeline = await stack.Client.ApplyPlanAsync(
            new ApplyPlan(FailureStage.Plan("parcels", "parcels.csv", SyncMode.FullRefreshOverwrite, destination: "disk")), Cancel);
        (await stack.Client.WaitForEndAsync((await StartAsync(stack, pipeline)).Id, Cancel)).ShouldHaveSucceeded();
        var file = Path.Combine(disk.Path, "parcels.csv");
        var before = await File.ReadAllTextAsync(file, Cancel);

        await Runs.ExecuteAsync(shop, "INSERT INTO parcels SELECT i, repeat('x', 100) FROM generate_series(1001, 30000) AS i", Cancel);
        var run = await StartAsync(stack, pipeline);
        var failed = await FailedAsync(stack, run);
        failed.Error!.Message.ShouldContain("space", Case.Insensitive);
        (await File.ReadAllTextAsync(file, Cancel)).ShouldBe(before);

        await disk.ResizeAsync(32, Cancel);
        (await stack.Client.WaitForEndAsync(run.Id, Cancel)).ShouldHaveSucceeded();
        (await File.ReadAllLinesAsync(file, Cancel)).Skip(1).Select(l => l.Split(',')[0]).Distinct().Count().ShouldBe(30_000);
        (await File.ReadAllLinesAsync(file, Cancel)).Length.ShouldBe(30_001);
    }

    private static Task<RunInfo> StartAsync(PlatformStack stack, PipelineInfo pipeline) => stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancel);

    private static async Task<RunInfo> FailedAsync(PlatformStack stack, RunInfo run)
    {
        while (true)
        {
            var now = await stack.Client.GetRunAsync(run.Id, Cancel);
            if (now.Error is not null || now.EndedAt is not null)
            {
                return now;
            }

            await Task.Delay(20, Cancel);
        }
    }
}
