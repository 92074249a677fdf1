using System.Text.Json;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Transports;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>What a legacy server asks on the stream of its session while no call is under way (2025-11-25, Transports: Listening for Messages from the Server).</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SessionQuestionTests(TestPostgres postgres)
{
    private const string Text = """{"name":"test_simple_text","arguments":{}}""";
    private const string Roots = """{"roots":[{"uri":"file:///home/ada"}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MessageAgent.WebSocket, "elicitation/create", """{"action":"accept","content":{"name":"Ada"}}""")]
    [InlineData(MessageAgent.WebSocket, "sampling/createMessage", """{"role":"assistant","model":"m","content":{"type":"text","text":"Blue."}}""")]
    [InlineData(MessageAgent.Sse, "roots/list", Roots)]
    [InlineData(MessageAgent.Stdio, "elicitation/create", """{"action":"decline"}""")]
    public async Task A_legacy_agent_is_asked_in_its_own_session(string transport, string method, string said)
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy);
        await using var agent = await BeginAsync(gateway, transport);

        var answer = gateway.Fixture.AskAsync(Question(method), Cancel);
        await agent.ReplyAsync(await agent.FirstAsync(method), said);

        JsonElement.DeepEquals(await answer, JsonDocument.Parse(said).RootElement).ShouldBeTrue((await answer).ToString());
    }

    [Fact]
    public async Task A_legacy_agent_is_asked_without_what_may_not_be_given_out()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy);
        await using var agent = await BeginAsync(gateway, MessageAgent.WebSocket);

        var answer = gateway.Fixture.AskAsync(InputRequest.Form($"Is {RedactionTools.Mail} yours?", "name"), Cancel);
        var asked = await agent.FirstAsync("elicitation/create");
        await agent.ReplyAsync(asked, """{"action":"decline"}""");
        await answer;

        asked.GetProperty("params").GetProperty("message").GetString().ShouldBe("Is [email] yours?");
    }

    [Fact]
    public async Task A_server_hears_that_the_agent_did_not_answer()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy, new() { ["Gateway:ParkedCallTimeout"] = "00:00:01" });
        await using var agent = await BeginAsync(gateway, MessageAgent.WebSocket);

        var answer = gateway.Fixture.AskAsync(InputRequest.Confirmation(), Cancel);

        (await Should.ThrowAsync<ToolFailure>(answer)).Message.ShouldContain("did not answer 'elicitation/create' within 1 s");
        await IsTakenBackAsync(agent);
    }

    [Fact]
    public async Task A_question_that_the_server_takes_back_is_taken_back_from_the_agent_and_not_answered()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy);
        await using var agent = await BeginAsync(gateway, MessageAgent.WebSocket);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var answer = gateway.Fixture.AskAsync(InputRequest.Confirmation(), given.Token);
        var asked = await agent.FirstAsync("elicitation/create");
        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(answer);

        await IsTakenBackAsync(agent);
        await agent.ReplyAsync(asked, """{"action":"accept","content":{"ok":true}}""");
        await agent.CallAsync("tools/call", Text);
        gateway.Fixture.Received.ShouldNotContain(r => r.Kind == ReceivedKind.Response);
    }

    [Fact]
    public async Task A_modern_agent_is_asked_for_its_roots_with_its_next_call()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy);
        await using var agent = await gateway.AgentAsync(MessageAgent.WebSocket);
        await agent.ModernAsync("tools/call", Text);

        var answer = gateway.Fixture.AskAsync(InputRequest.Roots(), Cancel);
        var wanted = await InputWantedAsync(agent);
        var key = wanted.GetProperty("inputRequests").EnumerateObject().Single();
        key.Value.GetProperty("method").GetString().ShouldBe("roots/list");
        var done = await agent.ModernAsync(
            "tools/call", $$$"""{{{Text[..^1]}}},"requestState":"{{{wanted.GetProperty("requestState").GetString()}}}","inputResponses":{"{{{key.Name}}}":{{{Roots}}} } }""");

        done.GetProperty("result").ToString().ShouldContain("simple text");
        (await answer).ToString().ShouldContain("file:///home/ada");
    }

    [Fact]
    public async Task A_modern_agent_is_asked_for_nothing_else()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy);
        await using var agent = await gateway.AgentAsync(MessageAgent.WebSocket);
        await agent.ModernAsync("tools/call", Text);

        var answer = gateway.Fixture.AskAsync(InputRequest.Confirmation(), Cancel);

        (await Should.ThrowAsync<ToolFailure>(answer)).Message.ShouldContain("'elicitation/create' can be asked of this agent only while a call of it is under way");
    }

    [Fact]
    public async Task A_server_that_asks_on_and_on_is_refused()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy);
        await using var agent = await BeginAsync(gateway, MessageAgent.WebSocket);

        var answers = Enumerable.Range(0, 17).Select(_ => gateway.Fixture.AskAsync(InputRequest.Confirmation(), Cancel)).ToList();

        (await Should.ThrowAsync<ToolFailure>(await Task.WhenAny(answers))).Message.ShouldContain("16 questions that belong to no call are open already");
        await agent.CallAsync("ping");
        agent.Heard.Count(m => MessageAgent.MethodOf(m) == "elicitation/create").ShouldBe(16);
    }

    private static InputRequest Question(string method) => method switch
    {
        "roots/list" => InputRequest.Roots(),
        "sampling/createMessage" => InputRequest.Sampling("What colour is the sky?", 10),
        _ => InputRequest.Form("Who are you?", "name"),
    };

    // The question and the call race: it comes with the call that is the first to begin after it.
    private static async Task<JsonElement> InputWantedAsync(MessageAgent agent)
    {
        JsonElement result = default;
        await Eventually.TrueAsync(
            async () =>
            {
                result = (await agent.ModernAsync("tools/call", Text)).GetProperty("result");
                return result.GetProperty("resultType").GetString() == "input_required";
            },
            TimeSpan.FromSeconds(20), "a call wants the roots", Cancel);
        return result;
    }

    private static async Task IsTakenBackAsync(MessageAgent agent)
    {
        var asked = await agent.FirstAsync("elicitation/create");
        var takenBack = await agent.FirstAsync("notifications/cancelled");
        takenBack.GetProperty("params").GetProperty("requestId").GetRawText().ShouldBe(asked.GetProperty("id").GetRawText());
    }

    // The server knows the agent once it was called.
    private static async Task<MessageAgent> BeginAsync(GatewayWithFixture gateway, string transport)
    {
        var agent = await gateway.AgentAsync(transport);
        await agent.BeginAsync();
        (await agent.CallAsync("tools/call", Text)).ToString().ShouldContain("simple text");
        return agent;
    }
}
