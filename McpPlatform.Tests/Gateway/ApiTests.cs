using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Secrets;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ApiTests(TestPostgres postgres)
{
    private static readonly ApprovalGate Gate = new()
    {
        Rule = ApprovalRule.OverwriteForeignTarget, Subject = "warehouse.public.airports", Reason = "It would replace public.airports.",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_administrators_key_of_the_file_opens_everything_and_outlives_a_restart()
    {
        await using var first = await TestGateway.StartAsync(postgres);
        var file = Path.Combine(first.Folder, "admin.key");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await first.Admin.WhoAmIAsync(Cancel)).ShouldSatisfyAllConditions(
            me => me.Name.ShouldBe("admin"), me => me.Kind.ShouldBe(PrincipalKind.Person), me => me.Scopes.Count.ShouldBe(5));

        await using var second = await TestGateway.StartAsync(first.Owner, first.Folder);
        second.AdminKey.ShouldBe(first.AdminKey);
        (await second.Admin.ListKeysAsync(cancellationToken: Cancel)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_revoked_administrators_key_stays_revoked_after_a_restart()
    {
        await using var first = await TestGateway.StartAsync(postgres);
        var other = first.Client(await first.KeyAsync(PrincipalKind.Person, Scope.Admin));
        var admin = (await other.ListKeysAsync(cancellationToken: Cancel)).Items.Single(k => k.Name == "admin");
        await other.RevokeKeyAsync(admin.Id, Cancel);
        await using var second = await TestGateway.StartAsync(first.Owner, first.Folder);
        (await Should.ThrowAsync<PlatformException>(() => second.Admin.WhoAmIAsync(Cancel))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        second.Logs.ShouldContain(line => line.Contains("was revoked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sign_in_link_works_once_and_gives_a_session_for_its_person()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var link = await gateway.Admin.CreateSignInLinkAsync(new CreateSignInLink("Ada", [Role.Approver]), Cancel);
        var session = await gateway.Client(null).SignInAsync(link.Token, Cancel);
        (await gateway.Client(session.Key).WhoAmIAsync(Cancel)).Name.ShouldBe("Ada");
        var again = await Should.ThrowAsync<PlatformException>(() => gateway.Client(null).SignInAsync(link.Token, Cancel));
        again.Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var made = await gateway.Admin.CreateKeyAsync(new CreateKey("robot", PrincipalKind.Agent, [Scope.Read]), Cancel);
        made.Key.ShouldStartWith("mcpp_");
        var robot = gateway.Client(made.Key);
        await robot.WhoAmIAsync(Cancel);
        await gateway.Admin.RevokeKeyAsync(made.Info.Id, Cancel);
        (await Should.ThrowAsync<PlatformException>(() => robot.WhoAmIAsync(Cancel))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nobody_hands_on_more_than_they_have_and_no_agent_may_approve()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var keeper = gateway.Client(await gateway.KeyAsync(PrincipalKind.Person, Scope.Admin));
        var escalation = await Should.ThrowAsync<PlatformException>(
            () => keeper.CreateKeyAsync(new CreateKey("more", PrincipalKind.Person, [Scope.Run]), Cancel));
        escalation.Rule.ShouldBe("no-escalation");
        var agent = await Should.ThrowAsync<PlatformException>(
            () => gateway.Admin.CreateKeyAsync(new CreateKey("agent", PrincipalKind.Agent, [Scope.Approve]), Cancel));
        agent.Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_secret_given_as_an_option_is_stored_and_replaced_by_a_reference()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var added = await gateway.Admin.AddConnectionAsync(Shop("tr0ub4dor&3"), Cancel);
        added.Options["password"].ShouldBe("secret://shop-password");
        (await gateway.Admin.GetConnectionAsync("shop", Cancel)).ShouldBeEquivalentTo(added);
        (await gateway.Get<ISecretResolver>().ResolveAsync("default", "secret://shop-password", "test", Cancel)).ShouldBe("tr0ub4dor&3");
        (await gateway.Admin.ListSecretsAsync(cancellationToken: Cancel)).Items.ShouldHaveSingleItem().Name.ShouldBe("shop-password");
        gateway.Logs.ShouldNotContain(line => line.Contains("tr0ub4dor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_reference_can_only_be_used_by_whoever_may_manage_secrets()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.SetSecretAsync("warehouse-password", "x", Cancel);
        var agent = gateway.Client(await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Write));
        var refused = await Should.ThrowAsync<PlatformException>(() => agent.AddConnectionAsync(Shop("secret://warehouse-password"), Cancel));
        refused.Rule.ShouldBe("scope-admin");
    }

    [Fact]
    public async Task Problems_of_a_new_connection_are_reported_all_at_once_and_without_values()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var wrong = new AddConnection("Shop!", "postgres", new Dictionary<string, string> { ["port"] = "hunter2", ["colour"] = "red" });
        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.AddConnectionAsync(wrong, Cancel));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Detail.ShouldContain("name has 1 to 63");
        refused.Detail.ShouldContain("'colour'");
        refused.Detail.ShouldContain("'host'");
        refused.Detail.ShouldContain("'port' must be a whole number");
        refused.Detail.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Connections_are_listed_page_by_page()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        foreach (var name in new[] { "c", "a", "b" })
        {
            await gateway.Admin.AddConnectionAsync(Shop("p") with { Name = name }, Cancel);
        }

        var first = await gateway.Admin.ListConnectionsAsync(limit: 2, cancellationToken: Cancel);
        first.Items.Select(c => c.Name).ShouldBe(["a", "b"]);
        var second = await gateway.Admin.ListConnectionsAsync(first.NextCursor, 2, Cancel);
        second.Items.Select(c => c.Name).ShouldBe(["c"]);
        second.NextCursor.ShouldBeNull();
    }

    [Fact]
    public async Task Conversations_reach_the_worker_as_the_person_who_asked()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var key = await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Write);
        var answer = await gateway.Client(key).StartConversationAsync("load airports", Cancel);
        answer.Status.ShouldBe(PlanAnswerStatus.NeedsInput);
        await gateway.Client(key).ContinueConversationAsync(
            answer.ConversationId, new ContinueConversation { Answers = new Dictionary<string, string> { ["source.connection"] = "samples" } }, Cancel);
        gateway.Worker.Calls.ShouldAllBe(c => c.Path == "/internal/v1/plan" && c.By.Kind == PrincipalKind.Agent && c.By.Scopes.Count == 2);
        gateway.Worker.Calls[1].Body.ShouldContain(answer.ConversationId.ToString());
    }

    [Fact]
    public async Task Checks_discoveries_and_previews_go_through_the_worker()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        (await gateway.Admin.CheckConnectionAsync("samples", Cancel)).Ok.ShouldBeTrue();
        (await gateway.Admin.DiscoverAsync("samples", cancellationToken: Cancel)).Streams.ShouldHaveSingleItem().Name.ShouldBe("airports.csv");
        (await gateway.Admin.DiscoverAsync("samples", new StreamName("cars.json"), Cancel)).Streams.ShouldHaveSingleItem().Name.ShouldBe("cars.json");
        (await gateway.Admin.PreviewAsync("samples", new PreviewRequest(new StreamName("airports.csv"), 1), Cancel)).Rows.Count.ShouldBe(1);
        var missing = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.CheckConnectionAsync("missing", Cancel));
        (missing.Status, missing.Detail).ShouldBe((HttpStatusCode.NotFound, "There is no connection 'missing'."));
    }

    [Fact]
    public async Task A_plan_edited_after_it_was_seen_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var seen = TestStore.Plan();
        var edited = seen with { Streams = [seen.Streams[0] with { Target = "public.other" }] };
        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.ApplyPlanAsync(new ApplyPlan(edited, PlanHash.Of(seen)), Cancel));
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        gateway.Worker.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_the_critic_refuses_does_not_become_a_pipeline()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        gateway.Worker.Check = plan => new PlanAnswer
        {
            Status = PlanAnswerStatus.Impossible, ConversationId = Guid.Empty, Reasons = [new PlanReason("streams[0].name", "There is no such file.")],
        };
        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.ApplyAsync());
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Detail.ShouldContain("streams[0].name: There is no such file.");
        (await gateway.Admin.ListPipelinesAsync(cancellationToken: Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_cannot_lead_a_connection_elsewhere()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.AddConnectionAsync(Shop("p"), Cancel);
        var plan = TestStore.Plan() with
        {
            Source = new PlanEndpoint { Connection = "shop", Options = new Dictionary<string, string> { ["host"] = "evil.example" } },
        };
        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.ApplyAsync(plan));
        refused.Detail.ShouldContain("cannot change the option 'host'");
    }

    [Fact]
    public async Task A_pipeline_is_applied_scheduled_started_and_shown()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var pipeline = await gateway.ApplyAsync();
        var scheduled = await gateway.Admin.ChangeScheduleAsync(
            pipeline.Id, new PlanSchedule { Kind = ScheduleKind.Cron, Cron = "30 6 * * 1-5", TimeZone = "Europe/Berlin" }, Cancel);
        scheduled.Version.ShouldBe(2);
        var run = await gateway.Admin.StartRunAsync(pipeline.Id, scheduled.PlanHash, Cancel);
        run.State.ShouldBe(RunState.Queued);
        (await gateway.Admin.GetRunAsync(run.Id, Cancel)).Id.ShouldBe(run.Id);
        (await gateway.Admin.ListRunsAsync(pipeline.Id, cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.StartRunAsync(pipeline.Id, pipeline.PlanHash, Cancel)))
            .Status.ShouldBe(HttpStatusCode.Conflict);
        (await gateway.Admin.CancelRunAsync(run.Id, Cancel)).State.ShouldBe(RunState.Cancelled);
        (await gateway.Admin.ResumeRunAsync(run.Id, Cancel)).State.ShouldBe(RunState.Queued);
    }

    [Fact]
    public async Task A_failed_run_goes_on_with_a_corrected_plan_of_its_pipeline_only()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var pipeline = await gateway.ApplyAsync();
        var run = await gateway.Admin.StartRunAsync(pipeline.Id, cancellationToken: Cancel);
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.FixRunAsync(run.Id, cancellationToken: Cancel))).Status.ShouldBe(HttpStatusCode.Conflict);
        await gateway.Admin.CancelRunAsync(run.Id, Cancel);
        var other = TestStore.Plan("another");
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.FixRunAsync(run.Id, other, Cancel))).Status.ShouldBe(HttpStatusCode.BadRequest);
        var corrected = TestStore.Plan(target: "public.corrected");
        (await gateway.Admin.FixRunAsync(run.Id, corrected, Cancel)).PlanHash.ShouldBe(PlanHash.Of(corrected));
    }

    [Fact]
    public async Task Only_a_person_decides_an_approval()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        gateway.Worker.Check = plan => FakeWorker.Ready(plan, Gate);
        await gateway.ApplyAsync();
        var pending = (await gateway.Admin.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        var agent = gateway.Client(await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Write, Scope.Run, Scope.Admin));
        var refused = await Should.ThrowAsync<PlatformException>(() => agent.DecideApprovalAsync(pending.Id, new DecideApproval(true), Cancel));
        refused.Rule.ShouldBe("people-approve");
        (await gateway.Admin.DecideApprovalAsync(pending.Id, new DecideApproval(true, "fine"), Cancel)).State.ShouldBe(ApprovalState.Approved);
    }

    [Fact]
    public async Task The_event_log_is_read_page_by_page()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.SetSecretAsync("a", "1", Cancel);
        await gateway.Admin.SetSecretAsync("b", "2", Cancel);
        await EventuallyAsync(async () => (await gateway.Admin.ListEventsAsync(cancellationToken: Cancel)).Items.Count == 3);
        var page = await gateway.Admin.ListEventsAsync(0, 2, Cancel);
        page.Items.Select(e => e.Seq).ShouldBe([1L, 2L]);
        (await gateway.Admin.ListEventsAsync(2, 2, Cancel)).Items.ShouldHaveSingleItem().Type.ShouldBe("secret.set");
    }

    [Fact]
    public async Task Datasets_that_nobody_wrote_are_not_found_under_any_route()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        (await gateway.Admin.ListDatasetsAsync(cancellationToken: Cancel)).Items.ShouldBeEmpty();
        foreach (var ask in new Func<Task>[]
        {
            () => gateway.Admin.GetDatasetAsync("warehouse", "out/a.csv", Cancel), () => gateway.Admin.LineageAsync("warehouse", "x", Cancel),
            () => gateway.Admin.SchemasAsync("warehouse", "x", cancellationToken: Cancel), () => gateway.Admin.RollbackAsync("warehouse", "x", 1, Cancel),
        })
        {
            (await Should.ThrowAsync<PlatformException>(ask)).Status.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    internal static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    private static AddConnection Shop(string password) =>
        new("shop", "postgres", new Dictionary<string, string> { ["host"] = "db.shop.example", ["password"] = password });
}
