using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>A pipeline whose plan gets another mode or another cursor between two runs neither doubles rows nor loses them.</summary>
[Collection(SharedPlatform.Name)]
public sealed class ModeChangeTests(JourneyStage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("warehouse")]
    [InlineData("inbox")]
    public async Task The_first_append_after_an_overwrite_leaves_each_row_once(string destination)
    {
        var (source, plan) = await OpenAsync($"pond_{destination}", destination);
        await stage.RunAsync(plan.In(SyncMode.FullRefreshOverwrite));
        await Runs.ExecuteAsync(source, "INSERT INTO fish VALUES (4, 'pike', 4)", Cancel);
        await stage.RunAsync(plan.In(SyncMode.IncrementalAppend));
        (await IdsAsync(plan)).ShouldBe("1 2 3 4");

        await Runs.ExecuteAsync(source, "INSERT INTO fish VALUES (5, 'eel', 5)", Cancel);
        (await stage.RunAsync(plan.In(SyncMode.IncrementalAppend))).Streams.Single().Loaded.ShouldBe(1);
        (await IdsAsync(plan)).ShouldBe("1 2 3 4 5");
    }

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    public async Task An_append_an_overwrite_and_an_append_again_leave_each_row_once(string partitions)
    {
        var (source, plan) = await OpenAsync($"brook{partitions}", "warehouse");
        var filler = partitions.Length == 0 ? "" : "INSERT INTO fish SELECT i, repeat('x', 2000), i FROM generate_series(10, 3000) i;";
        await Runs.ExecuteAsync(source, filler + "ANALYZE fish", Cancel);
        await stage.RunAsync(plan.In(SyncMode.IncrementalAppend));
        await Runs.ExecuteAsync(source, "INSERT INTO fish VALUES (10004, 'pike', 10004)", Cancel);
        var overwrite = plan.In(SyncMode.FullRefreshOverwrite);
        await stage.RunAsync(partitions.Length == 0 ? overwrite : overwrite.Reading("partitions", partitions));
        await Runs.ExecuteAsync(source, "INSERT INTO fish VALUES (10005, 'eel', 10005)", Cancel);
        await stage.RunAsync(plan.In(SyncMode.IncrementalAppend));
        await stage.RunAsync(plan.In(SyncMode.IncrementalAppend));
        var rows = await Runs.ScalarAsync<long>(source, "SELECT count(*) FROM fish", Cancel);
        (await stage.RowsAsync($"SELECT count(*), count(DISTINCT id) FROM {plan.Streams[0].Target}")).ShouldBe($"({rows},{rows})");
    }

    [Fact]
    public async Task What_was_appended_whole_stays_and_all_is_appended_once_more()
    {
        var (_, plan) = await OpenAsync("creek", "warehouse");
        await stage.RunAsync(plan.In(SyncMode.IncrementalAppend));
        await stage.RunAsync(plan.In(SyncMode.FullRefreshAppend));
        await stage.RunAsync(plan.In(SyncMode.IncrementalAppend));
        await stage.RunAsync(plan.In(SyncMode.IncrementalAppend));
        (await IdsAsync(plan)).ShouldBe("1 1 1 2 2 2 3 3 3");
    }

    [Fact]
    public async Task Merging_after_an_overwrite_and_appending_after_merging_leave_each_row_once()
    {
        var (source, plan) = await OpenAsync("lake", "warehouse");
        await stage.RunAsync(plan.In(SyncMode.FullRefreshOverwrite));
        await Runs.ExecuteAsync(source, "UPDATE fish SET name = 'big carp', seen = 9 WHERE id = 1; INSERT INTO fish VALUES (4, 'pike', 10)", Cancel);
        await stage.RunAsync(plan.In(SyncMode.IncrementalDedup));
        (await stage.RowsAsync($"SELECT id, name FROM {plan.Streams[0].Target}")).ShouldBe("(1,\"big carp\") (2,tench) (3,roach) (4,pike)");

        await Runs.ExecuteAsync(source, "INSERT INTO fish VALUES (5, 'eel', 10)", Cancel);
        (await stage.RunAsync(plan.In(SyncMode.IncrementalAppend))).Streams.Single().Loaded.ShouldBe(1);
        (await stage.RunAsync(plan.In(SyncMode.IncrementalAppend))).Streams.Single().Loaded.ShouldBe(0);
        (await IdsAsync(plan)).ShouldBe("1 2 3 4 5");
    }

    [Fact]
    public async Task Another_cursor_is_refused_when_rows_are_appended_and_reads_all_when_they_are_merged()
    {
        var (source, plan) = await OpenAsync("river", "warehouse");
        await stage.RunAsync(plan.In(SyncMode.IncrementalAppend));
        await Runs.ExecuteAsync(source, "INSERT INTO fish VALUES (4, 'pike', 1)", Cancel);
        var other = plan.Growing("id");
        var run = await stage.StartAsync(other.In(SyncMode.IncrementalAppend));
        var waiting = await stage.UntilAsync(run.Id, RunState.WaitingForFix);
        waiting.Error!.Message.ShouldContain("was filled by the cursor 'seen' so far, and the plan names 'id'");
        (await IdsAsync(plan)).ShouldBe("1 2 3");

        await stage.Client.FixRunAsync(run.Id, other.In(SyncMode.IncrementalDedup), Cancel);
        await stage.UntilAsync(run.Id, RunState.Succeeded);
        (await IdsAsync(plan)).ShouldBe("1 2 3 4");
    }

    [Fact]
    public async Task Rows_of_another_pipeline_are_not_replaced()
    {
        var (_, plan) = await OpenAsync("canalside", "warehouse");
        await stage.RunAsync(plan.In(SyncMode.FullRefreshOverwrite));
        await stage.RunAsync((plan with { Name = "another pipeline" }).In(SyncMode.FullRefreshAppend));
        var run = await stage.StartAsync(plan.In(SyncMode.IncrementalAppend));
        (await stage.UntilAsync(run.Id, RunState.WaitingForFix)).Error!.Message.ShouldContain("other pipelines write to it too");
        (await IdsAsync(plan)).ShouldBe("1 1 2 2 3 3");
    }

    private async Task<(string Source, PipelinePlan Plan)> OpenAsync(string name, string destination)
    {
        var source = await stage.AddDatabaseAsync(
            name, "CREATE TABLE fish (id int PRIMARY KEY, name text, seen int); INSERT INTO fish VALUES (1, 'carp', 1), (2, 'tench', 2), (3, 'roach', 3)");
        var target = destination == "inbox" ? $"{name}.csv" : $"{name}_fish";
        return (source, FilesStage.PlanOf($"{name}/fish", $"{destination}/{target}").Growing("seen").With(s => s with { PrimaryKey = ["id"] }));
    }

    /// <summary>The target's ids; of a file also those of the parts beside it.</summary>
    private async Task<string> IdsAsync(PipelinePlan plan)
    {
        var target = plan.Streams[0].Target;
        if (plan.Destination.Connection == "warehouse")
        {
            return await stage.WarehouseAsync<string>($"SELECT string_agg(id::text, ' ' ORDER BY id) FROM {target}");
        }

        var files = Directory.GetFiles(stage.Stack.Inbox, Path.GetFileNameWithoutExtension(target) + ".*csv");
        var lines = files.SelectMany(f => File.ReadAllLines(f).Skip(1));
        return string.Join(' ', lines.Select(l => l.Split(',')[0]).Order(StringComparer.Ordinal));
    }
}
