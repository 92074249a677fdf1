using System.Text.Json;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>An agent of the legacy era over every transport that carries messages one by one, before a server of each era.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LegacyTransportTests(TestPostgres postgres)
{
    public static MatrixTheoryData<string, string> Pairs => new(
        [MessageAgent.Sse, MessageAgent.WebSocket, MessageAgent.Stdio], [nameof(FixtureEras.Legacy), nameof(FixtureEras.Modern)]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_agent_shakes_hands_lists_and_calls(string transport, string upstream)
    {
        await using var gateway = await StartAsync(upstream);
        await using var agent = await gateway.AgentAsync(transport);
        (await agent.BeginAsync("2024-11-05")).GetProperty("result").GetProperty("protocolVersion").GetString().ShouldBe("2024-11-05");
        (await agent.CallAsync("tools/list")).GetProperty("result").GetProperty("tools").EnumerateArray()
            .Select(t => t.GetProperty("name").GetString()).ShouldContain("test_simple_text");
        TextOf(await agent.CallAsync("tools/call", """{"name":"test_simple_text","arguments":{}}""")).ShouldNotBeEmpty();
        (await agent.CallAsync("tools/call", """{"name":"nobody_has_this"}""")).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Progress_comes_under_the_agents_token_before_the_answer(string transport, string upstream)
    {
        await using var gateway = await StartAsync(upstream);
        await using var agent = await gateway.AgentAsync(transport);
        await agent.BeginAsync();
        await agent.CallAsync("tools/call", """{"name":"test_tool_with_progress","arguments":{},"_meta":{"progressToken":"mine"}}""");
        var told = agent.Heard.Where(m => MessageAgent.MethodOf(m) == "notifications/progress").Select(m => m.GetProperty("params")).ToList();
        told.Select(p => p.GetProperty("progress").GetInt32()).ShouldBe([0, 50, 100]);
        told.ShouldAllBe(p => p.GetProperty("progressToken").GetString() == "mine");
        var heard = agent.Heard.ToList();
        heard.FindLastIndex(m => m.TryGetProperty("result", out _))
            .ShouldBeGreaterThan(heard.FindLastIndex(m => MessageAgent.MethodOf(m) == "notifications/progress"), "the answer comes after all progress");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_tool_may_ask_for_a_form_and_for_a_completion_while_other_calls_go_on(string transport, string upstream)
    {
        await using var gateway = await StartAsync(upstream);
        await using var agent = await gateway.AgentAsync(transport);
        await agent.BeginAsync();
        var form = await agent.StartAsync("tools/call", """{"name":"test_input_required_result_elicitation","arguments":{}}""");
        var asked = await agent.FirstAsync("elicitation/create");
        var completion = await agent.StartAsync("tools/call", """{"name":"test_input_required_result_sampling","arguments":{}}""");
        var sampled = await agent.FirstAsync("sampling/createMessage");
        TextOf(await agent.CallAsync("tools/call", """{"name":"test_simple_text","arguments":{}}""")).ShouldNotBeEmpty("questions hold nobody up");
        await ReplyAsync(agent, sampled, """{"role":"assistant","model":"m","content":{"type":"text","text":"Paris"}}""");
        await ReplyAsync(agent, asked, """{"action":"accept","content":{"name":"Ada"}}""");
        TextOf(await agent.AnswerAsync(form)).ShouldContain("Ada");
        TextOf(await agent.AnswerAsync(completion)).ShouldContain("Paris");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_call_that_is_cancelled_ends_at_the_server_and_gets_no_answer(string transport, string upstream)
    {
        await using var gateway = await StartAsync(upstream);
        await using var agent = await gateway.AgentAsync(transport);
        await agent.BeginAsync();
        var call = await agent.StartAsync("tools/call", """{"name":"test_wait","arguments":{},"_meta":{"progressToken":"mine"}}""");
        await agent.FirstAsync("notifications/progress");
        await agent.CancelAsync(call);
        await gateway.Fixture.FirstAsync(IsCancellation, Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        await agent.CallAsync("ping");
        agent.Heard.ShouldNotContain(m => m.ToString().Contains($"\"id\":{call}") && !m.ToString().Contains("method"));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Changed_lists_and_resources_are_told(string transport, string upstream)
    {
        await using var gateway = await StartAsync(upstream);
        await using var agent = await gateway.AgentAsync(transport);
        await agent.BeginAsync();
        await agent.CallAsync("tools/list");
        await agent.CallAsync("resources/subscribe", """{"uri":"test://static-text"}""");
        await Eventually.TrueAsync(() => gateway.Fixture.Listeners > 0, TimeSpan.FromSeconds(10), "the gateway listens", Cancel);
        gateway.Fixture.AddTool(FixtureTool.Saying("new_tool", "New.", () => Content.Result("new")));
        gateway.Fixture.TouchResource("test://static-text");
        await agent.FirstAsync("notifications/tools/list_changed");
        (await agent.FirstAsync("notifications/resources/updated")).GetProperty("params").GetProperty("uri").GetString().ShouldBe("test://static-text");
        await Eventually.TrueAsync(
            async () => (await agent.CallAsync("tools/list")).ToString().Contains("new_tool"), TimeSpan.FromSeconds(10), "the new tool is listed", Cancel);
        TextOf(await agent.CallAsync("tools/call", """{"name":"new_tool","arguments":{}}""")).ShouldBe("new");
    }

    [Theory]
    [InlineData(MessageAgent.Sse, "sse")]
    [InlineData(MessageAgent.WebSocket, "websocket")]
    [InlineData(MessageAgent.Stdio, "streamable-http")]
    public async Task The_audit_says_how_a_call_came(string transport, string recorded)
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Modern));
        await using var agent = await gateway.AgentAsync(transport);
        await agent.BeginAsync();
        await agent.CallAsync("tools/call", """{"name":"test_simple_text","arguments":{}}""");
        await Eventually.TrueAsync(
            async () => (await gateway.Gateway.Admin.ListAuditAsync(cancellationToken: Cancel)).Items.Any(c => c.Name == "test_simple_text" && c.Transport == recorded),
            TimeSpan.FromSeconds(15), $"a record says {recorded}", Cancel);
    }

    private static string TextOf(JsonElement answer) => answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!;

    private static Task ReplyAsync(MessageAgent agent, JsonElement question, string result) =>
        agent.SendAsync($$"""{"jsonrpc":"2.0","id":{{question.GetProperty("id").GetRawText()}},"result":{{result}}}""");

    private static bool IsCancellation(ReceivedMessage message) => message.Era == FixtureEras.Legacy
        ? message.JsonRpcMethod == "notifications/cancelled"
        : message is { Kind: ReceivedKind.Closed, JsonRpcMethod: "tools/call" };

    private Task<GatewayWithFixture> StartAsync(string upstream) => GatewayWithFixture.StartAsync(postgres, Enum.Parse<FixtureEras>(upstream));
}
