using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Runs;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Orchestration.WorkerHarness;
using McpPlatform.Tests.Store;
using McpPlatform.Worker.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class SchedulingTests(TestPostgres postgres)
{
    private static readonly PlanSchedule Hourly = new() { Kind = ScheduleKind.Cron, Cron = "0 * * * *", CatchUp = CatchUp.All };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fire_times_missed_while_nothing_ran_get_one_run_each_however_often_one_looks()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var pipeline = await store.ApplyAsync(TestStore.Plan(schedule: Hourly));
        var later = new FixedTime(DateTimeOffset.UtcNow.AddHours(3));
        var firing = new PipelineFiring(store.Get<IPipelineStore>(), store.Get<IRunStore>(), new CronFireTimes(), later, NullLogger<PipelineFiring>.Instance);

        await Task.WhenAll(firing.FireAsync(pipeline.Id, Cancellation), firing.FireAsync(pipeline.Id, Cancellation));
        await firing.FireAsync(pipeline.Id, Cancellation);

        var runs = await store.Get<IRunStore>().ListAsync("default", pipeline.Id, new(), Cancellation);
        runs.Items.Count.ShouldBe(3);
        runs.Items.ShouldAllBe(r => r.StartedBy == "schedule");
    }

    [Fact]
    public async Task Quartz_has_a_trigger_for_each_schedule_and_loses_it_with_the_schedule()
    {
        await using var worker = await TestWorker.StartAsync(postgres, s => s["Worker:LookEvery"] = "00:00:00.100");
        var pipelines = worker.Get<IPipelineStore>();
        var plan = TestStore.Plan(schedule: Hourly);

        await pipelines.ApplyAsync(TestStore.Person, plan, Cancellation);
        await UntilAsync(worker, "SELECT count(*) FROM qrtz_triggers", 1L);
        await pipelines.ApplyAsync(TestStore.Person, plan with { Schedule = PlanSchedule.Manual }, Cancellation);
        await UntilAsync(worker, "SELECT count(*) FROM qrtz_triggers", 0L);
    }

    private static async Task UntilAsync(TestWorker worker, string sql, object wanted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!Equals(await worker.Site.PlatformSqlAsync(sql), wanted))
        {
            await Task.Delay(50, deadline.Token);
        }
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
