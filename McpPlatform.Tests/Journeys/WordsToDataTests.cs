using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>The main job: words become a plan, the plan a run, and rows arrive.</summary>
public sealed class WordsToDataTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_named_in_words_arrives_in_the_warehouse()
    {
        await using var stack = await PlatformStack.StartAsync(postgres, Cancel);
        await File.WriteAllTextAsync(Path.Combine(stack.Inbox, "towns.csv"), "name,people\nUlm,126000\nOulu,\"209\"\n", Cancel);

        var answer = await stack.Client.StartConversationAsync("load towns.csv from the inbox into the warehouse", Cancel);
        answer.Status.ShouldBe(PlanAnswerStatus.Ready, string.Join(" ", answer.Questions.Select(q => q.Question)));
        var run = await stack.Client.RunOnceAsync(answer.Plan!, Cancel);

        run.ShouldHaveSucceeded();
        run.Streams.ShouldHaveSingleItem().Loaded.ShouldBe(2);
        (await Runs.ScalarAsync<long>(stack.WarehouseDatabase, "SELECT sum(people)::bigint FROM towns", Cancel)).ShouldBe(126_209);
    }

    [Fact]
    public async Task Overwriting_a_table_of_someone_else_waits_for_a_person()
    {
        await using var stack = await PlatformStack.StartAsync(postgres, Cancel);
        await Runs.ExecuteAsync(stack.WarehouseDatabase, "CREATE TABLE towns (name text); INSERT INTO towns VALUES ('kept')", Cancel);
        await File.WriteAllTextAsync(Path.Combine(stack.Inbox, "towns.csv"), "name\nUlm\n", Cancel);
        var answer = await stack.Client.StartConversationAsync("load towns.csv from the inbox into the warehouse, replacing what is there", Cancel);
        answer.Plan!.Approvals.ShouldHaveSingleItem().Rule.ShouldBe(ApprovalRule.OverwriteForeignTarget);

        var pipeline = await stack.Client.ApplyPlanAsync(new ApplyPlan(answer.Plan), Cancel);
        var run = await stack.Client.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancel);
        (await stack.Client.WaitForEndAsync(run.Id, Cancel)).State.ShouldBe(RunState.WaitingForApproval);
        (await Runs.ScalarAsync<string>(stack.WarehouseDatabase, "SELECT name FROM towns", Cancel)).ShouldBe("kept");

        await stack.Client.ApproveAllAsync(Cancel);
        while ((await stack.Client.GetRunAsync(run.Id, Cancel)).State != RunState.Succeeded)
        {
            await Task.Delay(50, Cancel);
        }

        (await Runs.ScalarAsync<string>(stack.WarehouseDatabase, "SELECT name FROM towns", Cancel)).ShouldBe("Ulm");
    }
}
