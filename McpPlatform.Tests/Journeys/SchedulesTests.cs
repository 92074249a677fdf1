using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Pipelines run by the clock: each fire time once, also after a time in which nothing ran.</summary>
[Collection(SharedPlatform.Name)]
public sealed class SchedulesTests(JourneyStage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_said_in_words_fires_at_its_minute_and_once()
    {
        await stage.WriteInboxAsync("ticks.csv", "n\n1\n");
        var plan = await stage.PlanAsync("load ticks.csv from the inbox into the warehouse every minute, replacing what is there");
        plan.Schedule.Cron.ShouldBe("* * * * *");
        var pipeline = await stage.Client.ApplyPlanAsync(new ApplyPlan(plan), Cancel);
        pipeline.NextRunAt.ShouldNotBeNull();
        pipeline.NextRunAt.Value.ShouldBeInRange(DateTimeOffset.UtcNow.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(61));
        (await stage.Client.GetPipelineAsync(pipeline.Id, Cancel)).NextRunAt.ShouldNotBeNull();

        var run = (await RunsAsync(pipeline.Id, 1, TimeSpan.FromSeconds(75))).ShouldHaveSingleItem();
        run.StartedBy.ShouldBe("schedule");
        run.CreatedAt.ShouldBeInRange(pipeline.NextRunAt.Value, pipeline.NextRunAt.Value.AddSeconds(5));
        (await stage.UntilAsync(run.Id, RunState.Succeeded)).Streams.Single().Loaded.ShouldBe(1);

        var manual = await stage.Client.ChangeScheduleAsync(pipeline.Id, PlanSchedule.Manual, Cancel);
        manual.NextRunAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(CatchUp.None, 0)]
    [InlineData(CatchUp.Once, 1)]
    [InlineData(CatchUp.All, 3)]
    public async Task Fire_times_missed_while_no_worker_ran_are_caught_up_as_the_plan_says(CatchUp catchUp, int runs)
    {
        var name = $"missed_{catchUp}".ToLowerInvariant();
        await stage.WriteInboxAsync($"{name}.csv", "n\n1\n");
        var pipeline = await ApplyHourlyAsync(stage.Client, name, catchUp);

        // Hours of downtime: what the platform knows of the schedule moves into the past while no Worker looks.
        await stage.Stack.Worker!.DisposeAsync();
        await AgeAsync(pipeline);
        await stage.Stack.StartWorkerAsync(Cancel);

        var found = await RunsAsync(pipeline.Id, runs, TimeSpan.FromSeconds(20));
        foreach (var run in found)
        {
            await stage.UntilAsync(run.Id, RunState.Succeeded);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(600), Cancel);
        (await RunsAsync(pipeline.Id, runs, TimeSpan.FromSeconds(1))).Count.ShouldBe(runs);
    }

    [Fact]
    public async Task A_schedule_that_was_changed_has_missed_nothing_and_says_when_it_fires_next()
    {
        await stage.WriteInboxAsync("changed.csv", "n\n1\n");
        var pipeline = await ApplyHourlyAsync(stage.Client, "changed", CatchUp.All);
        var daily = new PlanSchedule { Kind = ScheduleKind.Cron, Cron = "30 6 * * *", TimeZone = "Europe/Berlin", CatchUp = CatchUp.All };
        var changed = await stage.Client.ChangeScheduleAsync(pipeline.Id, daily, Cancel);
        changed.Version.ShouldBe(pipeline.Version + 1);
        var local = TimeZoneInfo.ConvertTime(changed.NextRunAt!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        (local.Hour, local.Minute).ShouldBe((6, 30));
        (await RunsAsync(pipeline.Id, 0, TimeSpan.FromSeconds(1))).ShouldBeEmpty();
        await stage.Client.ChangeScheduleAsync(pipeline.Id, PlanSchedule.Manual, Cancel);
    }

    [Fact]
    public async Task A_scheduled_run_is_refused_when_the_key_it_acts_for_was_revoked()
    {
        await stage.WriteInboxAsync("refused.csv", "n\n1\n");
        var key = await stage.Client.CreateKeyAsync(new CreateKey("nightly", PrincipalKind.Service, [Scope.Read, Scope.Write, Scope.Run]), Cancel);
        var pipeline = await ApplyHourlyAsync(
            new PlatformClient(PlatformClient.CreateHttpClient(stage.Stack.GatewayAddress, key.Key)), "refused", CatchUp.Once);
        await stage.Client.RevokeKeyAsync(key.Info.Id, Cancel);
        await AgeAsync(pipeline);

        var run = (await RunsAsync(pipeline.Id, 1, TimeSpan.FromSeconds(20))).ShouldHaveSingleItem();
        var refused = await stage.UntilAsync(run.Id, RunState.WaitingForFix);
        refused.Error!.Class.ShouldBe(FailureClass.Configuration);
        refused.Error.Message.ShouldContain("key-stands");
        refused.Error.Message.ShouldContain("nightly");

        // Whoever continues it answers for it.
        await stage.Client.FixRunAsync(run.Id, cancellationToken: Cancel);
        await stage.UntilAsync(run.Id, RunState.Succeeded);
        await stage.Client.ChangeScheduleAsync(pipeline.Id, PlanSchedule.Manual, Cancel);
    }

    private static async Task<PipelineInfo> ApplyHourlyAsync(PlatformClient client, string name, CatchUp catchUp)
    {
        // Half an hour from now, so that no fire time comes by itself during the test.
        var minute = DateTimeOffset.UtcNow.AddMinutes(30).Minute;
        return await client.ApplyPlanAsync(
            new ApplyPlan(new PipelinePlan
            {
                Version = PipelinePlan.CurrentVersion,
                Name = name,
                Source = new PlanEndpoint { Connection = "inbox" },
                Destination = new PlanEndpoint { Connection = "warehouse" },
                Streams = [new StreamPlan { Name = $"{name}.csv", Target = name, SyncMode = SyncMode.FullRefreshAppend }],
                Schedule = new PlanSchedule { Kind = ScheduleKind.Cron, Cron = $"{minute} * * * *", CatchUp = catchUp },
            }),
            Cancel);
    }

    private Task AgeAsync(PipelineInfo pipeline) => Runs.ExecuteAsync(
        stage.Stack.PlatformDatabase, $"UPDATE pipeline_versions SET applied_at = applied_at - interval '3 hours' WHERE pipeline_id = '{pipeline.Id}'", Cancel);

    private async Task<IReadOnlyList<RunInfo>> RunsAsync(Guid pipeline, int atLeast, TimeSpan within)
    {
        var deadline = DateTimeOffset.UtcNow + within;
        while (true)
        {
            var runs = (await stage.Client.ListRunsAsync(pipeline, cancellationToken: Cancel)).Items;
            if (runs.Count >= Math.Max(atLeast, 1) || DateTimeOffset.UtcNow > deadline)
            {
                return runs;
            }

            await Task.Delay(100, Cancel);
        }
    }
}
