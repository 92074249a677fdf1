using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Planning;

public sealed class CriticTests
{
    private static readonly StreamPlan Customers = new() { Name = "customers", Namespace = "public", Target = "customers", SyncMode = SyncMode.FullRefreshOverwrite };

    private readonly PlanningBench bench = new();

    public static TheoryData<string, PipelinePlan> Faults => new()
    {
        { "source.connection", Plan(Customers) with { Source = new PlanEndpoint { Connection = "nowhere" } } },
        { "destination.connection", Plan(Customers) with { Destination = new PlanEndpoint { Connection = "samples" } } },
        { "name", Plan(Customers) with { Name = "" } },
        { "name", Plan(Customers) with { Name = new string('x', 101) } },
        { "version", Plan(Customers) with { Version = 2 } },
        { "streams", Plan() },
        { "streams[0].name", Plan(Customers with { Name = "clients" }) },
        { "streams[0].selectedFields", Plan(Customers with { SelectedFields = ["id", "fax"] }) },
        { "streams[0].selectedFields", Plan(Customers with { SelectedFields = ["id", "id"] }) },
        { "streams[0].cursorField", Plan(Customers with { SyncMode = SyncMode.IncrementalAppend }) },
        { "streams[0].cursorField", Plan(Customers with { SyncMode = SyncMode.IncrementalAppend, CursorField = "vip" }) },
        { "streams[0].cursorField", Plan(Customers with { SyncMode = SyncMode.IncrementalAppend, CursorField = "changed" }) },
        { "streams[0].cursorField", Plan(Customers with { CursorField = "updated_at" }) },
        { "streams[0].primaryKey", Plan(Customers with { SyncMode = SyncMode.IncrementalDedup, CursorField = "updated_at" }) },
        { "streams[0].primaryKey", Plan(Customers with { PrimaryKey = ["nr"] }) },
        { "streams[0].transforms[0]", Plan(With(new RenameTransform("fax", "telefax"))) },
        { "streams[0].transforms[0]", Plan(With(new RenameTransform("name", "email"))) },
        { "streams[0].transforms[1]", Plan(With(new RenameTransform("name", "full_name"), new MaskTransform("name", MaskMethod.Hash))) },
        { "streams[0].transforms[0]", Plan(With(new MaskTransform(null, MaskMethod.Redact))) },
        { "streams[0].transforms[0]", Plan(With(new MaskTransform("birth_date", MaskMethod.Detect))) },
        { "streams[0].transforms[0]", Plan(With(new MaskTransform("email", MaskMethod.Detect)) with { PrimaryKey = ["email"] }) },
        { "streams[0].transforms[0]", Plan(With(new MaskTransform(null, MaskMethod.Detect)) with { PrimaryKey = ["email"] }) },
        { "streams[0].transforms[0]", Plan(With(new CastTransform("vip", new ColumnType(TypeKind.Date)))) },
        { "streams[0].transforms[0]", Plan(With(Filter("birth_date", FilterOperator.Gt, "soon"))) },
        { "streams[0].transforms[0]", Plan(With(Filter("id", FilterOperator.Contains, "1"))) },
        { "streams[0].transforms[0]", Plan(With(new FilterTransform("id", FilterOperator.Eq))) },
        { "streams[0].transforms[0]", Plan(With(Filter("id", FilterOperator.IsNull, "1"))) },
        { "streams[0].target", Plan(Customers with { Target = "pg_catalog.pg_class" }) },
        { "streams[0].target", Plan(Customers with { Target = "_mcpp.commit" }) },
        { "streams[0].target", Plan(Customers with { Target = "customers__rejected" }) },
        { "streams[0].target", Plan(Customers with { Target = new string('t', 64) }) },
        { "streams[1].target", Plan(Customers, Customers with { Name = "orders", Target = "public.customers" }) },
        { "streams[0].target", Plan(Customers) with { Destination = new PlanEndpoint { Connection = "shop" } } },
        { "streams[0].target", Plan(Customers with { Target = "../x.csv" }) with { Destination = new PlanEndpoint { Connection = "inbox" } } },
        { "streams[0].syncMode", Plan(Customers with { SyncMode = SyncMode.IncrementalDedup, CursorField = "updated_at", PrimaryKey = ["id"], Target = "x.csv" }) with { Destination = new PlanEndpoint { Connection = "inbox" } } },
        { "schedule.cron", Plan(Customers) with { Schedule = Cron("0 25 * * *", null) } },
        { "schedule.cron", Plan(Customers) with { Schedule = Cron("0 0 30 2 *", null) } },
        { "schedule.timeZone", Plan(Customers) with { Schedule = Cron("0 5 * * *", "Mars/Olympus") } },
        { "source.options.password", Plan(Customers) with { Source = new PlanEndpoint { Connection = "shop", Options = new Dictionary<string, string> { ["password"] = "hunter2" } } } },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_fault_is_found_and_its_field_named(string field, PipelinePlan plan)
    {
        var answer = await bench.CheckAsync(plan, TestContext.Current.CancellationToken);
        answer.Status.ShouldBe(PlanAnswerStatus.Impossible);
        answer.Reasons.Select(r => r.Field).ShouldContain(field);
        answer.Reasons.ShouldAllBe(r => r.Reason.Length > 10 && !r.Reason.Contains("hunter2"));
    }

    [Fact]
    public async Task A_good_plan_passes_with_its_delivery_and_hash()
    {
        var answer = await bench.CheckAsync(Plan(Customers), TestContext.Current.CancellationToken);
        answer.Status.ShouldBe(PlanAnswerStatus.Ready);
        answer.Plan!.Metadata.Delivery.ShouldBe(DeliveryGuarantee.ExactlyOnce);
        answer.Plan.Approvals.ShouldBeEmpty();
        answer.PlanHash.ShouldBe(PlanHash.Of(answer.Plan));
    }

    [Fact]
    public async Task Overwriting_what_this_pipeline_did_not_create_needs_a_person_and_names_what_depends_on_it()
    {
        var plan = Plan(Customers with { Target = "stocks" });
        var answer = await bench.CheckAsync(plan, TestContext.Current.CancellationToken);
        var gate = answer.Plan!.Approvals.ShouldHaveSingleItem();
        gate.Rule.ShouldBe(ApprovalRule.OverwriteForeignTarget);
        gate.Subject.ShouldBe("warehouse.public.stocks");
        gate.Reason.ShouldContain("public.stock_view");
    }

    [Fact]
    public async Task Overwriting_what_this_pipeline_created_needs_nobody()
    {
        var plan = Plan(Customers with { Target = "products" });
        bench.Ports.Pipelines.Add(Stored(plan));
        (await bench.CheckAsync(plan, TestContext.Current.CancellationToken)).Plan!.Approvals.ShouldBeEmpty();
    }

    [Fact]
    public async Task Taking_a_mask_away_needs_a_person()
    {
        bench.Ports.Pipelines.Add(Stored(Plan(With(new RenameTransform("email", "mail"), new MaskTransform("mail", MaskMethod.Hash)))));
        var answer = await bench.CheckAsync(Plan(Customers), TestContext.Current.CancellationToken);
        answer.Plan!.Approvals.ShouldHaveSingleItem().Rule.ShouldBe(ApprovalRule.Unmask);
        var left = await bench.CheckAsync(Plan(Customers with { SelectedFields = ["id", "name"] }), TestContext.Current.CancellationToken);
        left.Plan!.Approvals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(MaskMethod.Redact, MaskMethod.Detect, 1)]
    [InlineData(MaskMethod.Hash, MaskMethod.Detect, 1)]
    [InlineData(MaskMethod.Detect, MaskMethod.Detect, 0)]
    [InlineData(MaskMethod.Detect, MaskMethod.Partial, 0)]
    [InlineData(MaskMethod.Detect, null, 1)]
    public async Task Detection_stands_for_detection_only(MaskMethod before, MaskMethod? now, int gates)
    {
        bench.Ports.Pipelines.Add(Stored(Plan(With(new MaskTransform("email", before)))));
        var named = await bench.CheckAsync(Plan(now is { } method ? With(new MaskTransform("email", method)) : Customers), TestContext.Current.CancellationToken);
        named.Plan!.Approvals.Count.ShouldBe(gates);
        if (now == MaskMethod.Detect)
        {
            (await bench.CheckAsync(Plan(With(new MaskTransform(null, MaskMethod.Detect))), TestContext.Current.CancellationToken)).Plan!.Approvals.Count.ShouldBe(gates);
        }
    }

    [Fact]
    public async Task To_look_no_longer_into_every_text_needs_a_person()
    {
        bench.Ports.Pipelines.Add(Stored(Plan(With(new MaskTransform(null, MaskMethod.Detect)))));
        var answer = await bench.CheckAsync(Plan(With(new MaskTransform("name", MaskMethod.Detect))), TestContext.Current.CancellationToken);
        answer.Plan!.Approvals.ShouldHaveSingleItem().Subject.ShouldBe("warehouse.public.customers");
    }

    [Fact]
    public async Task A_connection_that_does_not_answer_is_a_reason_not_a_crash()
    {
        bench.Ports.Unreachable.Add("shop");
        var answer = await bench.CheckAsync(Plan(Customers), TestContext.Current.CancellationToken);
        answer.Reasons.ShouldContain(r => r.Field == "source.connection" && r.Reason.Contains("does not answer"));
    }

    private static PipelinePlan Plan(params StreamPlan[] streams) => new()
    {
        Version = 1,
        Name = "p",
        Source = new PlanEndpoint { Connection = "shop" },
        Destination = new PlanEndpoint { Connection = "warehouse" },
        Streams = streams,
    };

    private static StreamPlan With(params Transform[] transforms) => Customers with { Transforms = transforms };

    private static FilterTransform Filter(string column, FilterOperator op, string value) => new(column, op, JsonSerializer.SerializeToElement(value));

    private static PlanSchedule Cron(string cron, string? zone) => new() { Kind = ScheduleKind.Cron, Cron = cron, TimeZone = zone };

    private static PipelineInfo Stored(PipelinePlan plan) =>
        new(FixtureWorld.ForeignPipeline, plan.Name, 1, plan, PlanHash.Of(plan), "Ada", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null);
}
