using System.Text.Json;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>An agent of 2026-07-28 over the transports that carry messages one by one: no handshake, no session, ids tell what belongs together.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ModernTransportTests(TestPostgres postgres)
{
    public static MatrixTheoryData<string, string> Pairs => new(
        [MessageAgent.WebSocket, MessageAgent.Stdio], [nameof(FixtureEras.Legacy), nameof(FixtureEras.Modern)]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Requests_run_side_by_side_and_are_answered_as_they_end(string transport, string upstream)
    {
        await using var gateway = await StartAsync(upstream);
        await using var agent = await gateway.AgentAsync(transport);
        var slow = await agent.StartModernAsync("tools/call", """{"name":"test_wait","arguments":{}}""");
        (await agent.FirstAsync("notifications/progress")).GetProperty("params").GetProperty("progressToken").GetString().ShouldBe("mine");
        (await agent.ModernAsync("server/discover")).GetProperty("result").GetProperty("supportedVersions")[0].GetString().ShouldBe(Revisions.Modern);
        Result(await agent.ModernAsync("tools/call", """{"name":"test_simple_text","arguments":{}}""")).ShouldBe("complete");
        await agent.CancelAsync(slow);
        await gateway.Fixture.FirstAsync(IsCancellation, Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        await agent.ModernAsync("server/discover");
        agent.Heard.ShouldNotContain(m => m.ToString().Contains($"\"id\":{slow},") || m.ToString().Contains($"\"id\":{slow}}}"));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_tool_asks_by_its_result_and_is_answered_by_the_next_request(string transport, string upstream)
    {
        await using var gateway = await StartAsync(upstream);
        await using var agent = await gateway.AgentAsync(transport);
        var asked = (await agent.ModernAsync("tools/call", """{"name":"test_input_required_result_elicitation","arguments":{}}""")).GetProperty("result");
        asked.GetProperty("resultType").GetString().ShouldBe("input_required");
        var key = asked.GetProperty("inputRequests").EnumerateObject().Single().Name;
        var state = asked.TryGetProperty("requestState", out var kept) ? $"\"requestState\":{kept.GetRawText()}," : "";
        var answers = $$$$"""{"{{{{key}}}}":{"action":"accept","content":{"name":"Ada"}}}""";
        var answer = await agent.ModernAsync(
            "tools/call", $$"""{"name":"test_input_required_result_elicitation","arguments":{},{{state}}"inputResponses":{{answers}}}""");
        answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!.ShouldContain("Ada");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_subscription_tells_of_changes_under_its_id_until_it_is_cancelled(string transport, string upstream)
    {
        await using var gateway = await StartAsync(upstream);
        await using var agent = await gateway.AgentAsync(transport);
        var listening = await agent.StartModernAsync(
            "subscriptions/listen", """{"notifications":{"toolsListChanged":true,"resourceSubscriptions":["test://static-text"]}}""");
        Subscription(await agent.FirstAsync("notifications/subscriptions/acknowledged")).ShouldBe(listening);
        gateway.Fixture.TouchResource("test://static-text");
        Subscription(await agent.FirstAsync("notifications/resources/updated")).ShouldBe(listening);
        await agent.CancelAsync(listening);
        await agent.ModernAsync("server/discover");
        agent.Heard.ShouldNotContain(m => m.ToString().Contains($"\"id\":{listening},") || m.ToString().Contains($"\"id\":{listening}}}"));
    }

    [Theory]
    [InlineData(MessageAgent.WebSocket)]
    [InlineData(MessageAgent.Stdio)]
    public async Task Arguments_that_a_tool_wants_in_headers_reach_it_whatever_the_transport(string transport)
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Modern));
        await using var agent = await gateway.AgentAsync(transport);
        for (var again = 0; again < 2; again++)
        {
            Result(await agent.ModernAsync(
                "tools/call", """{"name":"test_header_parameters","arguments":{"region":"Zürich","limit":3,"dry":true,"owner":{"tenant":"a"},"query":"q"}}""")).ShouldBe("complete");
        }

        gateway.Fixture.Received.Count(r => r.JsonRpcMethod == "tools/call").ShouldBe(2);
    }

    [Theory]
    [InlineData(MessageAgent.WebSocket)]
    [InlineData(MessageAgent.Stdio)]
    public async Task A_request_that_says_too_little_or_a_version_nobody_serves_is_refused_under_its_id(string transport)
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Modern));
        await using var agent = await gateway.AgentAsync(transport);
        var unknown = await agent.AnswerAsync(await agent.StartModernAsync("tools/list", "{}", revision: "2099-01-01"));
        unknown.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32022);
        unknown.GetProperty("error").GetProperty("data").GetProperty("supported")[0].GetString().ShouldBe(Revisions.Modern);
        var incomplete = await agent.CallAsync("tools/list", """{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}""");
        incomplete.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
        (await agent.CallAsync("tools/list")).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("begin with 'initialize'");
    }

    private static string Result(JsonElement answer) =>
        answer.TryGetProperty("result", out var result) ? result.GetProperty("resultType").GetString()! : answer.ToString();

    private static int Subscription(JsonElement told) =>
        told.GetProperty("params").GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetInt32();

    private static bool IsCancellation(ReceivedMessage message) => message.Era == FixtureEras.Legacy
        ? message.JsonRpcMethod == "notifications/cancelled"
        : message is { Kind: ReceivedKind.Closed, JsonRpcMethod: "tools/call" };

    private Task<GatewayWithFixture> StartAsync(string upstream) => GatewayWithFixture.StartAsync(postgres, Enum.Parse<FixtureEras>(upstream));
}
