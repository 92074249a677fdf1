using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class RunCommandTests
{
    [Fact]
    public async Task A_run_is_followed_to_its_end_and_counted()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.FinishesRuns = true;
        Apply(mcpp, "load airports.csv");
        var result = await mcpp.RunAsync("run", "airports-to-warehouse");
        result.Code.ShouldBe(0);
        result.Out.ShouldBe("""
            airports-to-warehouse: Succeeded in 1.4 s   (run 00000003-0000-0000-0000-000000000000)

              Stream         Target      Read   Loaded   Merged   Rejected   Left out     Size
            ────────────────────────────────────────────────────────────────────────────────────
              airports.csv   airports   3,376    3,376        0          0          0   210 kB
            """);
    }

    [Fact]
    public async Task For_a_program_a_run_is_exactly_one_object()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.FinishesRuns = true;
        Apply(mcpp, "load airports.csv");
        var result = await mcpp.RunAsync("run", "airports-to-warehouse", "--json");
        var run = JsonSerializer.Deserialize(result.Out, ContractsJson.Default.RunInfo)!;
        run.State.ShouldBe(RunState.Succeeded);
        run.Streams.Single().Loaded.ShouldBe(3_376);
    }

    [Fact]
    public async Task A_run_that_waits_for_approval_exits_with_two_and_goes_on_when_approved()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.FinishesRuns = true;
        Apply(mcpp, "load airports.csv, replacing");
        var waiting = await mcpp.RunAsync("run", "airports-to-warehouse");
        waiting.Code.ShouldBe(2);
        waiting.Out.ShouldEndWith("Decide:  mcpp approve");
        var listed = await mcpp.RunAsync("approve");
        listed.Out.ShouldContain("The table airports holds");
        var approval = mcpp.Gateway.Platform.Approvals.Keys.Single();
        (await mcpp.RunAsync("approve", approval.ToString())).Out.ShouldStartWith("airports-to-warehouse: approved.");
        (await mcpp.RunAsync("watch", mcpp.Gateway.Platform.Runs.Keys.Single().ToString())).Code.ShouldBe(0);
        (await mcpp.RunAsync("approve")).Out.ShouldBe("Nothing waits for a decision.");
    }

    [Fact]
    public async Task Watching_follows_a_run_that_others_move()
    {
        await using var mcpp = await McppRun.StartAsync();
        var run = mcpp.Gateway.Platform.Start(Apply(mcpp, "load airports.csv"));
        var watching = mcpp.RunAsync("watch", run.Info.Id.ToString());
        run.Report(1_000);
        run.WaitForFix(new RunError(FailureClass.Configuration, RunNode.RunDataSync, "The disk is full; make room."));
        var result = await watching;
        result.Code.ShouldBe(2);
        result.Out.ShouldBe("""
            airports-to-warehouse: Needs a correction   (run 00000003-0000-0000-0000-000000000000)
            Moving rows: The disk is full; make room.
            When corrected:  mcpp fix 00000003-0000-0000-0000-000000000000
            """);
        (await mcpp.RunAsync("fix", run.Info.Id.ToString())).Out.ShouldStartWith("airports-to-warehouse: Running");
    }

    [Fact]
    public async Task A_run_is_cancelled_resumed_and_watched_past_its_former_end()
    {
        await using var mcpp = await McppRun.StartAsync();
        var run = mcpp.Gateway.Platform.Start(Apply(mcpp, "load airports.csv"));
        var id = run.Info.Id.ToString();
        (await mcpp.RunAsync("cancel", id)).Out.ShouldContain($"Go on from what is committed:  mcpp resume {id}");
        (await mcpp.RunAsync("resume", id)).Out.ShouldStartWith("airports-to-warehouse: Running");
        var watching = mcpp.RunAsync("watch", id);
        run.Succeed();
        (await watching).Out.ShouldContain("Succeeded");
    }

    [Fact]
    public async Task Runs_are_listed_and_shown()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("runs")).Out.ShouldBe("Nothing has run yet.");
        var run = mcpp.Gateway.Platform.Start(Apply(mcpp, "load airports.csv"));
        run.Succeed();
        (await mcpp.RunAsync("runs")).Out.ShouldBe("""
              Run                                    Pipeline                State       Started            Loaded   By
            ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
              00000003-0000-0000-0000-000000000000   airports-to-warehouse   Succeeded   2026-03-02 09:30    3,376   Ada
            """);
        (await mcpp.RunAsync("runs", run.Info.Id.ToString())).Out.ShouldStartWith("airports-to-warehouse: Succeeded");
    }

    [Fact]
    public async Task A_schedule_is_shown_and_changed()
    {
        await using var mcpp = await McppRun.StartAsync();
        Apply(mcpp, "load airports.csv");
        (await mcpp.RunAsync("schedule", "airports-to-warehouse")).Out.ShouldBe("airports-to-warehouse: Only when you start it.");
        (await mcpp.RunAsync("schedule", "airports-to-warehouse", "--cron", "0 8,20 * * *", "--zone", "Europe/Berlin", "--catch-up", "once")).Out.ShouldBe(
            "airports-to-warehouse: Every day at 08:00 and 20:00, Europe/Berlin time; missed times are made up by one run. Next run: 2026-03-03 05:30 UTC.");
        (await mcpp.RunAsync("schedule", "airports-to-warehouse", "--zone", "Europe/Berlin")).Error.ShouldBe("A --zone needs a --cron expression.");
        (await mcpp.RunAsync("schedule", "other")).Error.ShouldBe("There is no pipeline 'other'. See 'mcpp pipelines'.");
    }

    [Fact]
    public async Task Columns_that_were_left_out_are_named()
    {
        await using var mcpp = await McppRun.StartAsync();
        mcpp.Gateway.Platform.FinishesRuns = true;
        Apply(mcpp, "load airports.csv");
        await mcpp.RunAsync("run", "airports-to-warehouse");
        var run = mcpp.Gateway.Platform.Runs.Values.Single();
        run.Succeed(leftOut: ["mood", "tide"]);
        (await mcpp.RunAsync("runs", run.Info.Id.ToString())).Out.ShouldContain("airports: 2 columns are left out, as the plan asks of new ones: mood, tide.");
    }

    private static PipelineInfo Apply(McppRun mcpp, string words)
    {
        var platform = mcpp.Gateway.Platform;
        var answer = platform.Say(platform.NextId(), words, new Dictionary<string, string>());
        return platform.Apply(new ApplyPlan(answer.Plan!));
    }
}
