using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys.Failures;

public sealed class SameCursorTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SyncMode.IncrementalAppend)]
    [InlineData(SyncMode.IncrementalDedup)]
    public async Task Rows_that_share_the_last_cursor_value_and_come_between_two_runs_arrive_once(SyncMode mode)
    {
        await using var stack = await PlatformStack.StartAsync(postgres, Cancel, further: FailureStage.Settings);
        var shop = await postgres.CreateDatabaseAsync(Cancel);
        await Runs.ExecuteAsync(
            shop,
            """
            CREATE TABLE sales (id bigint NOT NULL, day date NOT NULL, note text);
            INSERT INTO sales VALUES (1, '2024-05-01', 'a'), (2, '2024-05-02', 'b'), (3, '2024-05-02', 'c');
            """,
            Cancel);
        await stack.AddShopAsync(shop);
        var pipeline = await stack.Client.ApplyPlanAsync(new ApplyPlan(FailureStage.Plan("sales", "sales_copy", mode, "day")), Cancel);
        await RunAsync(stack, pipeline);

        await Runs.ExecuteAsync(shop, "INSERT INTO sales VALUES (4, '2024-05-02', 'd'), (5, '2024-05-02', 'e')", Cancel);
        await RunAsync(stack, pipeline);
        await Runs.ExecuteAsync(shop, "INSERT INTO sales VALUES (6, '2024-05-02', 'f')", Cancel);
        await RunAsync(stack, pipeline);
        await RunAsync(stack, pipeline);

        (await Runs.ScalarAsync<string>(stack.WarehouseDatabase, "SELECT string_agg(id || note, ' ' ORDER BY id) FROM sales_copy", Cancel))
            .ShouldBe("1a 2b 3c 4d 5e 6f");
    }

    private static async Task RunAsync(PlatformStack stack, PipelineInfo pipeline)
    {
        var run = await stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancel);
        (await stack.Client.WaitForEndAsync(run.Id, Cancel)).ShouldHaveSucceeded();
    }
}
