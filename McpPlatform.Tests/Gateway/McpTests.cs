using System.Net;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Gateway.Agents;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class McpTests(TestPostgres postgres)
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";

    private static readonly Scope[] AgentScopes = [Scope.Read, Scope.Write, Scope.Run];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2025-11-25")]
    [InlineData("2025-06-18")]
    public async Task An_agent_goes_from_words_to_a_run_that_waits_for_a_person(string version)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var gate = new ApprovalGate { Rule = ApprovalRule.OverwriteForeignTarget, Subject = "warehouse.public.airports", Reason = "It would be replaced." };
        gateway.Worker.Plan = _ => FakeWorker.Ready(TestStore.Plan(), gate);
        gateway.Worker.Check = plan => FakeWorker.Ready(plan, gate);
        await using var agent = await ConnectAsync(gateway, version);
        (await agent.ListToolsAsync(cancellationToken: Cancel)).Select(t => t.Name).Order().ShouldBe(
            ["answer_question", "call_tool", "find_tools", "get_run", "list_pipelines", "plan_pipeline", "preview_stream", "query_lineage", "run_pipeline"]);

        var answer = Read(await CallAsync(agent, "plan_pipeline", new() { ["words"] = "load airports" }), ContractsJson.Default.PlanAnswer);
        answer.Status.ShouldBe(PlanAnswerStatus.Ready);
        var started = await CallAsync(agent, "run_pipeline", new()
        {
            ["plan"] = JsonSerializer.SerializeToElement(answer.Plan!, ContractsJson.Default.PipelinePlan), ["planHash"] = answer.PlanHash,
        });
        started.StructuredContent!.Value.GetProperty("status").GetString().ShouldBe("needs_approval");
        var approval = started.StructuredContent.Value.GetProperty("approvals").EnumerateArray().ShouldHaveSingleItem();
        approval.GetProperty("gate").GetProperty("rule").GetString().ShouldBe("overwrite_foreign_target");

        var runId = started.StructuredContent.Value.GetProperty("run").GetProperty("id").GetGuid();
        Read(await CallAsync(agent, "get_run", new() { ["runId"] = runId }), ContractsJson.Default.RunInfo).State.ShouldBe(RunState.Queued);
        Read(await CallAsync(agent, "list_pipelines", []), ContractsJson.Default.PagePipelineInfo).Items.ShouldHaveSingleItem().Name.ShouldBe("airports");
        Read(await CallAsync(agent, "preview_stream", new() { ["connection"] = "samples", ["stream"] = "airports.csv", ["limit"] = 1 }), ContractsJson.Default.ReadResult)
            .Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_without_gates_is_started_at_once()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var pipeline = await gateway.ApplyAsync();
        await using var agent = await ConnectAsync(gateway);
        var started = await CallAsync(agent, "run_pipeline", new() { ["pipelineId"] = pipeline.Id });
        started.StructuredContent!.Value.GetProperty("status").GetString().ShouldBe("started");
        started.StructuredContent.Value.GetProperty("approvals").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Questions_are_answered_in_their_conversation()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await ConnectAsync(gateway);
        var asked = Read(await CallAsync(agent, "plan_pipeline", new() { ["words"] = "load it" }), ContractsJson.Default.PlanAnswer);
        await CallAsync(agent, "answer_question", new()
        {
            ["conversationId"] = asked.ConversationId, ["answers"] = new Dictionary<string, string> { ["source.connection"] = "samples" },
        });
        gateway.Worker.Calls[^1].Body.ShouldContain(asked.ConversationId.ToString());
        gateway.Worker.Calls[^1].Body.ShouldContain("samples");
    }

    [Theory]
    [InlineData("plan_pipeline", """{"words":""}""", "'words' is empty")]
    [InlineData("plan_pipeline", """{}""", "not acceptable at $")]
    [InlineData("plan_pipeline", """{"words":"x","approve":true}""", "not acceptable at $")]
    [InlineData("get_run", """{"runId":"00000000-0000-0000-0000-000000000001"}""", "There is no run")]
    [InlineData("run_pipeline", """{}""", "Give either 'plan'")]
    [InlineData("preview_stream", """{"connection":"samples","stream":"a","limit":5000}""", "between 1 and 1000")]
    [InlineData("query_lineage", """{"dataset":"warehouse/none"}""", "A dataset is named CONNECTION/TARGET")]
    public async Task A_call_that_cannot_be_done_is_a_tool_error_that_says_why(string tool, string arguments, string reason)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await ConnectAsync(gateway);
        var map = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!;
        var result = await agent.CallToolAsync(tool, map, cancellationToken: Cancel);
        result.IsError.ShouldBe(true);
        result.Content.OfType<TextContentBlock>().ShouldHaveSingleItem().Text.ShouldContain(reason);
    }

    [Fact]
    public async Task A_tool_refuses_a_key_without_its_scope_and_names_the_rule()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var pipeline = await gateway.ApplyAsync();
        await using var agent = await ConnectAsync(gateway, scopes: [Scope.Read]);
        var refused = await Should.ThrowAsync<McpException>(async () =>
            await agent.CallToolAsync("run_pipeline", new Dictionary<string, object?> { ["pipelineId"] = pipeline.Id }, cancellationToken: Cancel));
        refused.Message.ShouldContain("scope-run");
        (await agent.ListToolsAsync(cancellationToken: Cancel)).ShouldNotContain(t => t.Name == "run_pipeline");
    }

    [Fact]
    public async Task A_session_belongs_to_the_key_that_began_it_and_ends_when_it_is_deleted()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var mine = gateway.Http(gateway.AdminKey);
        using var begun = await PostAsync(mine, Initialize);
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        var session = begun.Headers.GetValues("Mcp-Session-Id").Single();
        const string ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";
        (await PostAsync(gateway.Http(await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read)), ping, session)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(mine, ping, session)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var delete = new HttpRequestMessage(HttpMethod.Delete, new Uri("mcp", UriKind.Relative)) { Headers = { { "Mcp-Session-Id", session } } };
        (await mine.SendAsync(delete, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(mine, ping, session)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Sessions_are_bounded_and_the_one_idle_longest_makes_room()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:MaxMcpSessions"] = "2" });
        var http = gateway.Http(gateway.AdminKey);
        var sessions = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var begun = await PostAsync(http, Initialize);
            sessions.Add(begun.Headers.GetValues("Mcp-Session-Id").Single());
        }

        gateway.Get<AgentSessions>().Count.ShouldBe(2);
        (await PostAsync(http, """{"jsonrpc":"2.0","id":2,"method":"ping"}""", sessions[0])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(http, """{"jsonrpc":"2.0","id":2,"method":"ping"}""", sessions[2])).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_idle_session_is_closed()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:McpSessionIdle"] = "00:00:00" });
        using var begun = await PostAsync(gateway.Http(gateway.AdminKey), Initialize);
        await ApiTests.EventuallyAsync(async () =>
        {
            await gateway.Get<AgentSessions>().CloseIdleAsync();
            return gateway.Get<AgentSessions>().Count == 0;
        });
    }

    [Theory]
    [InlineData("text/plain", "application/json, text/event-stream", null, "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "text/html", null, "{}", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json", "application/json, text/event-stream", null, "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "application/json, text/event-stream", null, """{"jsonrpc":"2.0","id":2,"method":"ping"}""", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "application/json, text/event-stream", "1999-01-01", """{"jsonrpc":"2.0","id":2,"method":"ping"}""", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "application/json, text/event-stream", "2026-07-28", """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""", HttpStatusCode.BadRequest)]
    public async Task Requests_that_break_the_transports_rules_are_refused(string type, string accept, string? version, string body, HttpStatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("mcp", UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (version is not null)
        {
            request.Headers.Add("MCP-Protocol-Version", version);
        }

        using var response = await gateway.Http(gateway.AdminKey).SendAsync(request, Cancel);
        response.StatusCode.ShouldBe(expected);
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain("\"error\"");
    }

    [Theory]
    [InlineData("2030-01-01")]
    [InlineData("2026-07-28")]
    public async Task A_version_that_knows_no_handshake_is_negotiated_down_in_one(string version)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var begun = await PostAsync(gateway.Http(gateway.AdminKey), Initialize.Replace("2025-06-18", version, StringComparison.Ordinal));
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await begun.Content.ReadAsStringAsync(Cancel)).ShouldContain("\"protocolVersion\":\"2025-11-25\"");
    }

    private static async Task<McpClient> ConnectAsync(TestGateway gateway, string? version = null, Scope[]? scopes = null)
    {
        var key = await gateway.KeyAsync(PrincipalKind.Agent, scopes ?? AgentScopes);
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(gateway.Address, "mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        });
        return await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = version, DiscoverProbeTimeout = Timeout.InfiniteTimeSpan }, cancellationToken: Cancel);
    }

    private static async Task<CallToolResult> CallAsync(McpClient agent, string tool, Dictionary<string, object?> arguments)
    {
        var result = await agent.CallToolAsync(tool, arguments, cancellationToken: Cancel);
        result.IsError.ShouldNotBe(true, string.Join(' ', result.Content.OfType<TextContentBlock>().Select(c => c.Text)));
        return result;
    }

    private static T Read<T>(CallToolResult result, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        result.StructuredContent!.Value.Deserialize(type)!;

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string body, string? session = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("mcp", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        return await http.SendAsync(request, Cancel);
    }
}
