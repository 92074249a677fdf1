using System.Text.Json;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Runs;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class PipelineStoreTests(TestPostgres postgres)
{
    private static readonly PlanSchedule Hourly = new() { Kind = ScheduleKind.Cron, Cron = "0 * * * *" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_plan_makes_a_version_and_the_former_plan_is_still_found()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var pipelines = store.Get<IPipelineStore>();

        var first = await store.ApplyAsync();
        var second = await store.ApplyAsync(TestStore.Plan(target: "public.other"));

        second.Id.ShouldBe(first.Id);
        second.Version.ShouldBe(2);
        second.PlanHash.ShouldBe(PlanHash.Of(TestStore.Plan(target: "public.other")));
        (await pipelines.FindAsync("default", first.Id, Cancellation))!.PlanHash.ShouldBe(second.PlanHash);
        (await pipelines.FindByNameAsync("default", "airports", Cancellation))!.Version.ShouldBe(2);
        var former = (await pipelines.FindPlanAsync("default", first.Id, first.PlanHash, Cancellation)).ShouldNotBeNull();
        PlanHash.Of(former).ShouldBe(first.PlanHash);
        (await pipelines.FindPlanAsync("default", first.Id, "unknown", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task An_unchanged_plan_makes_no_version_but_takes_new_notes_over()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await store.ApplyAsync();
        var metadata = new PlanMetadata { Layout = new Dictionary<string, LayoutPoint> { ["source"] = new(1, 2) } };

        var again = await store.ApplyAsync(TestStore.Plan() with { Metadata = metadata });

        again.Version.ShouldBe(1);
        again.Plan.Metadata.Layout["source"].ShouldBe(new LayoutPoint(1, 2));
    }

    [Fact]
    public async Task Applying_the_same_name_many_times_at_once_makes_one_pipeline()
    {
        await using var store = await TestStore.CreateAsync(postgres);

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => store.ApplyAsync(TestStore.Plan(target: $"public.t{i % 2}"))));

        applied.Select(p => p.Id).Distinct().Count().ShouldBe(1);
        (await store.Get<IPipelineStore>().ListAsync("default", new PageRequest(), Cancellation)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_survives_storing_to_the_byte()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        using var number = JsonDocument.Parse("1.50");
        var plan = TestStore.Plan() with
        {
            Request = "NUL \0 and \ud83d\ude00 and \"quotes\"",
            Streams =
            [
                TestStore.Plan().Streams[0] with
                {
                    Transforms = [new FilterTransform("price", FilterOperator.Gt, number.RootElement), new MaskTransform("name", MaskMethod.Hash)],
                },
            ],
        };

        var stored = await store.ApplyAsync(plan);

        PlanHash.Of(stored.Plan).ShouldBe(PlanHash.Of(plan));
        stored.Plan.Request.ShouldBe(plan.Request);
        ((FilterTransform)stored.Plan.Streams[0].Transforms[0]).Value!.Value.GetRawText().ShouldBe("1.50");
    }

    [Fact]
    public async Task Scheduled_pipelines_come_with_their_principal_and_last_fire_time_over_all_tenants()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var pipelines = store.Get<IPipelineStore>();
        await store.ApplyAsync(TestStore.Plan("by hand"));
        var here = await store.ApplyAsync(TestStore.Plan("here", schedule: Hourly));
        var elsewhere = await store.ApplyAsync(TestStore.Plan("elsewhere", schedule: Hourly), TestStore.Person with { Tenant = "other" });
        var fireTime = new DateTimeOffset(2026, 1, 1, 5, 0, 0, TimeSpan.Zero);
        await store.Get<IRunStore>().EnqueueAsync(TestStore.Person, here, fireTime, Cancellation);

        var scheduled = await pipelines.ListScheduledAsync(Cancellation);

        scheduled.Select(s => s.Pipeline.Id).ShouldBe([here.Id, elsewhere.Id], ignoreOrder: true);
        scheduled.Single(s => s.Pipeline.Id == here.Id).LastFireTime.ShouldBe(fireTime);
        scheduled.Single(s => s.Pipeline.Id == elsewhere.Id).Principal.Tenant.ShouldBe("other");
    }

    [Fact]
    public async Task The_next_run_is_told_where_something_computes_fire_times()
    {
        var next = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var store = await TestStore.CreateAsync(postgres, configure: s => s.AddSingleton<IFireTimes>(new FixedFireTime(next)));

        (await store.ApplyAsync(TestStore.Plan("scheduled", schedule: Hourly))).NextRunAt.ShouldBe(next);
        (await store.ApplyAsync(TestStore.Plan("by hand"))).NextRunAt.ShouldBeNull();
    }

    private sealed class FixedFireTime(DateTimeOffset next) : IFireTimes
    {
        public DateTimeOffset? Next(PlanSchedule schedule, DateTimeOffset after) => next;
    }
}
