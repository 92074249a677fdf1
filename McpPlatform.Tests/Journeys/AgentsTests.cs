using System.Net;
using System.Text;
using System.Text.Json;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Agents go from words to rows through MCP, and stop where a person must decide.</summary>
[Collection(SharedPlatform.Name)]
public sealed class AgentsTests(JourneyStage stage)
{
    private static readonly Scope[] AgentScopes = [Scope.Read, Scope.Write, Scope.Run];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_goes_from_words_to_rows()
    {
        await stage.WriteInboxAsync("rivers.csv", "name,km\nElbe,1094\nOder,866\n");
        await using var agent = await ConnectAsync((await KeyAsync(PrincipalKind.Agent, AgentScopes)).Key);
        var answer = Read(await CallAsync(agent, "plan_pipeline", new() { ["words"] = "load rivers.csv from the inbox into the warehouse" }), ContractsJson.Default.PlanAnswer);
        answer.Status.ShouldBe(PlanAnswerStatus.Ready);
        var started = await RunAsync(agent, answer);
        started.GetProperty("status").GetString().ShouldBe("started");
        var run = await UntilEndAsync(agent, started.GetProperty("run").GetProperty("id").GetGuid());
        run.ShouldHaveSucceeded();
        run.StartedBy.ShouldStartWith("agent");
        (await stage.RowsAsync("SELECT * FROM rivers")).ShouldBe("(Elbe,1094) (Oder,866)");

        var preview = Read(
            await CallAsync(agent, "preview_stream", new() { ["connection"] = "warehouse", ["stream"] = "rivers", ["namespace"] = "public", ["limit"] = 1 }),
            ContractsJson.Default.ReadResult);
        preview.Rows.Count.ShouldBe(1);

        var lineage = Read(await CallAsync(agent, "query_lineage", new() { ["dataset"] = "warehouse/rivers", ["column"] = "km" }), ContractsJson.Default.LineageInfo);
        var edge = lineage.Edges.ShouldHaveSingleItem();
        (edge.FromColumn, edge.ToDataset, edge.RunId).ShouldBe(("km", "warehouse/rivers", run.Id));
        edge.FromDataset.ShouldEndWith("/rivers.csv");
        var unknown = await agent.CallToolAsync("query_lineage", new Dictionary<string, object?> { ["dataset"] = "warehouse/rivers", ["column"] = "depth" }, cancellationToken: Cancel);
        unknown.IsError.ShouldBe(true);
        unknown.Content.OfType<TextContentBlock>().ShouldHaveSingleItem().Text.ShouldContain("Written were: ");
    }

    [Fact]
    public async Task An_agent_waits_where_a_person_must_decide_and_cannot_decide_itself()
    {
        await Runs.ExecuteAsync(stage.Stack.WarehouseDatabase, "CREATE TABLE lakes (name text); INSERT INTO lakes VALUES ('kept')", Cancel);
        await stage.WriteInboxAsync("lakes.csv", "name\nMüritz\n");
        var key = await KeyAsync(PrincipalKind.Agent, AgentScopes);
        await using var agent = await ConnectAsync(key.Key);
        var answer = Read(
            await CallAsync(agent, "plan_pipeline", new() { ["words"] = "load lakes.csv from the inbox into the warehouse, replacing what is there" }),
            ContractsJson.Default.PlanAnswer);
        var started = await RunAsync(agent, answer);
        started.GetProperty("status").GetString().ShouldBe("needs_approval");
        var approval = started.GetProperty("approvals").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetGuid();
        var run = started.GetProperty("run").GetProperty("id").GetGuid();
        await stage.UntilAsync(run, RunState.WaitingForApproval);

        var refused = await Should.ThrowAsync<PlatformException>(Api(key.Key).DecideApprovalAsync(approval, new DecideApproval(true), Cancel));
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Rule.ShouldBe("people-approve");
        await Should.ThrowAsync<PlatformException>(KeyAsync(PrincipalKind.Agent, [Scope.Read, Scope.Approve]));
        (await stage.RowsAsync("SELECT * FROM lakes")).ShouldBe("(kept)");

        await stage.Client.DecideApprovalAsync(approval, new DecideApproval(true), Cancel);
        (await UntilEndAsync(agent, run)).ShouldHaveSucceeded();
        (await stage.RowsAsync("SELECT * FROM lakes")).ShouldBe("(Müritz)");
        await Should.ThrowAsync<PlatformException>(stage.Client.DecideApprovalAsync(approval, new DecideApproval(true), Cancel));
    }

    [Fact]
    public async Task A_rejected_approval_ends_the_run_and_changes_nothing()
    {
        await Runs.ExecuteAsync(stage.Stack.WarehouseDatabase, "CREATE TABLE ponds (name text); INSERT INTO ponds VALUES ('kept')", Cancel);
        await stage.WriteInboxAsync("ponds.csv", "name\nother\n");
        var run = await stage.StartAsync(await stage.PlanAsync("load ponds.csv from the inbox into the warehouse, replacing what is there"));
        await stage.UntilAsync(run.Id, RunState.WaitingForApproval);
        var approval = (await stage.Client.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: Cancel)).Items.Single(a => a.Gate.Subject.Contains("ponds", StringComparison.Ordinal));
        await stage.Client.DecideApprovalAsync(approval.Id, new DecideApproval(false, "not this one"), Cancel);
        await stage.UntilAsync(run.Id, RunState.Failed);
        (await stage.RowsAsync("SELECT * FROM ponds")).ShouldBe("(kept)");
    }

    public static TheoryData<Scope, string> Refusals => new()
    {
        { Scope.Read, "write" }, { Scope.Read, "run" }, { Scope.Read, "approve" }, { Scope.Read, "admin" },
        { Scope.Write, "read" }, { Scope.Write, "run" }, { Scope.Run, "write" }, { Scope.Run, "admin" }, { Scope.Run, "read" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_key_does_only_what_its_scope_says(Scope has, string lacks)
    {
        var client = Api((await KeyAsync(PrincipalKind.Person, [has])).Key);
        Func<Task> attempt = lacks switch
        {
            "read" => () => client.ListPipelinesAsync(cancellationToken: Cancel),
            "write" => () => client.StartConversationAsync("load x", Cancel),
            "run" => () => client.CancelRunAsync(Guid.CreateVersion7(), Cancel),
            "approve" => () => client.DecideApprovalAsync(Guid.CreateVersion7(), new DecideApproval(true), Cancel),
            _ => () => client.ListKeysAsync(cancellationToken: Cancel),
        };
        var refused = await Should.ThrowAsync<PlatformException>(attempt);
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Rule.ShouldBe($"scope-{lacks}");
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        var key = await KeyAsync(PrincipalKind.Agent, AgentScopes);
        var client = Api(key.Key);
        await client.WhoAmIAsync(Cancel);
        await stage.Client.RevokeKeyAsync(key.Info.Id, Cancel);
        (await Should.ThrowAsync<PlatformException>(client.WhoAmIAsync(Cancel))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_events_of_a_run_come_in_order_and_go_on_behind_the_last_one_seen()
    {
        await stage.WriteInboxAsync("watched.csv", "n\n1\n");
        var run = await stage.StartAsync(await stage.PlanAsync("load watched.csv from the inbox into the warehouse"));
        var all = await WatchAsync(run.Id, null);
        all.Select(e => e.Seq).ShouldBe(all.Select(e => e.Seq).Distinct().Order());
        all[0].Type.ShouldBe(EventTypes.RunQueued);
        all[^1].Type.ShouldBe(EventTypes.RunEnded);
        var rest = await WatchAsync(run.Id, all[2].Seq);
        rest.Select(e => e.Seq).ShouldBe(all.Skip(3).Select(e => e.Seq));

        var raw = await RawAsync(run.Id);
        foreach (var message in raw.Split("\n\n").Where(m => m.Contains("event: progress", StringComparison.Ordinal)))
        {
            message.ShouldNotContain("id:");
        }
    }

    [Fact]
    public async Task The_log_has_no_gaps()
    {
        var (after, seqs) = (0L, new List<long>());
        while ((await stage.Client.ListEventsAsync(after, 200, Cancel)).Items is { Count: > 0 } page)
        {
            seqs.AddRange(page.Select(e => e.Seq));
            after = seqs[^1];
        }

        seqs.ShouldBe(Enumerable.Range(0, seqs.Count).Select(i => seqs[0] + i));
        seqs[0].ShouldBe(1);
    }

    [Fact]
    public async Task A_request_repeated_with_its_idempotency_key_is_done_once()
    {
        await stage.WriteInboxAsync("once.csv", "n\n1\n");
        var pipeline = await stage.Client.ApplyPlanAsync(new ApplyPlan(await stage.PlanAsync("load once.csv from the inbox into the warehouse")), Cancel);
        var route = $"/api/v1/pipelines/{pipeline.Id}/runs";
        var (first, _) = await PostAsync(route, "{}", "the-key");
        var (again, status) = await PostAsync(route, "{}", "the-key");
        status.ShouldBe(HttpStatusCode.Accepted);
        again.ShouldBe(first);
        (await PostAsync(route, $$"""{"planHash":"{{pipeline.PlanHash}}"}""", "the-key")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await stage.Client.ListRunsAsync(pipeline.Id, cancellationToken: Cancel)).Items.Count.ShouldBe(1);
        await PostAsync(route, "{}", "another-key");
        (await stage.Client.ListRunsAsync(pipeline.Id, cancellationToken: Cancel)).Items.Count.ShouldBe(2);
    }

    private async Task<(string Body, HttpStatusCode Status)> PostAsync(string route, string body, string key)
    {
        using var http = PlatformClient.CreateHttpClient(stage.Stack.GatewayAddress, stage.Stack.AdminKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(route, UriKind.Relative));
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, Cancel);
        return (await response.Content.ReadAsStringAsync(Cancel), response.StatusCode);
    }

    private async Task<IReadOnlyList<PlatformEvent>> WatchAsync(Guid run, long? after)
    {
        var events = new List<PlatformEvent>();
        await foreach (var update in stage.Client.WatchRunAsync(run, after, Cancel))
        {
            if (update.Event is { } kept)
            {
                events.Add(kept);
            }
        }

        return events;
    }

    private async Task<string> RawAsync(Guid run)
    {
        using var http = PlatformClient.CreateHttpClient(stage.Stack.GatewayAddress, stage.Stack.AdminKey);
        return await http.GetStringAsync(new Uri($"/api/v1/runs/{run}/events", UriKind.Relative), Cancel);
    }

    private Task<CreatedKey> KeyAsync(PrincipalKind kind, Scope[] scopes) =>
        stage.Client.CreateKeyAsync(new CreateKey($"{kind}-{Guid.CreateVersion7():N}".ToLowerInvariant(), kind, scopes), Cancel);

    private PlatformClient Api(string key) => new(PlatformClient.CreateHttpClient(stage.Stack.GatewayAddress, key));

    private Task<McpClient> ConnectAsync(string key) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(stage.Stack.GatewayAddress, "mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        }),
        cancellationToken: Cancel);

    private static async Task<JsonElement> RunAsync(McpClient agent, PlanAnswer answer) =>
        (await CallAsync(agent, "run_pipeline", new()
        {
            ["plan"] = JsonSerializer.SerializeToElement(answer.Plan!, ContractsJson.Default.PipelinePlan), ["planHash"] = answer.PlanHash,
        })).StructuredContent!.Value;

    private static async Task<RunInfo> UntilEndAsync(McpClient agent, Guid run)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var info = Read(await CallAsync(agent, "get_run", new() { ["runId"] = run }), ContractsJson.Default.RunInfo);
            if (info.State.IsFinal() || info.State == RunState.WaitingForFix)
            {
                return info;
            }

            await Task.Delay(50, deadline.Token);
        }
    }

    private static async Task<CallToolResult> CallAsync(McpClient agent, string tool, Dictionary<string, object?> arguments)
    {
        var result = await agent.CallToolAsync(tool, arguments, cancellationToken: Cancel);
        result.IsError.ShouldNotBe(true, string.Join(' ', result.Content.OfType<TextContentBlock>().Select(c => c.Text)));
        return result;
    }

    private static T Read<T>(CallToolResult result, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        result.StructuredContent!.Value.Deserialize(type)!;
}
