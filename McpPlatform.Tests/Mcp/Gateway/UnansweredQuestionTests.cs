using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Transports;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>
/// A server's tool asks a legacy agent, and nobody answers: the server hears that, the question is taken back from the agent, and nothing stays behind.
/// The server serves one call at a time, so that a place which is not given back is missed.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UnansweredQuestionTests(TestPostgres postgres)
{
    private const int AgentTimeout = -32018;
    private const int DeadlineExceeded = -32016;
    private const int Overloaded = -32013;
    private const string Form = """{"name":"test_elicitation","arguments":{"message":"Who are you?"}}""";
    private const string Text = """{"name":"test_simple_text","arguments":{}}""";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_person_may_take_longer_than_a_server_may_be_silent(string era)
    {
        await using var gateway = await StartAsync(era, patience: "00:05:00", silence: 2);
        gateway.Fixture.AddTool(Hanging());
        await using var agent = await BeginAsync(gateway);
        var form = await agent.StartAsync("tools/call", Form);
        var asked = await agent.FirstAsync("elicitation/create");

        // Another call at the same server, begun after the question, says when two seconds of silence are over.
        (await agent.CallAsync("tools/call", """{"name":"hang","arguments":{}}""")).ToString().ShouldContain("was silent for 2 s");
        await agent.ReplyAsync(asked, """{"action":"accept","content":{"username":"ada","email":"ada@nordwind.example"}}""");

        TextOf(await agent.AnswerAsync(form)).ShouldStartWith("Elicitation completed: action=accept");
    }

    [Fact]
    public async Task A_legacy_server_hears_that_the_agent_did_not_answer_and_its_tool_goes_on()
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Legacy), patience: "00:00:01");
        await using var agent = await BeginAsync(gateway);

        TextOf(await agent.CallAsync("tools/call", Form)).ShouldBe("The client answered: The agent did not answer 'elicitation/create' within 1 s.");

        var heard = gateway.Fixture.Received.Single(r => r.Kind == ReceivedKind.Response).Body!.Value.GetProperty("error");
        heard.GetProperty("code").GetInt32().ShouldBe(AgentTimeout);
        await IsTakenBackAndForgottenAsync(agent, await agent.FirstAsync("elicitation/create"));
    }

    [Fact]
    public async Task A_modern_server_whose_era_has_no_such_error_hears_that_the_person_cancelled()
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Modern), patience: "00:00:01");
        await using var agent = await BeginAsync(gateway);

        TextOf(await agent.CallAsync("tools/call", Form)).ShouldStartWith("Elicitation completed: action=cancel");

        await IsTakenBackAndForgottenAsync(agent, await agent.FirstAsync("elicitation/create"));
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_call_whose_time_ends_before_the_answer_comes_ends_like_any_other_and_takes_its_question_back(string era)
    {
        await using var gateway = await StartAsync(era, patience: "00:05:00");
        await using var agent = await BeginAsync(gateway);

        var answer = await agent.CallAsync("tools/call", Form[..^1] + ""","_meta":{"mcp-platform/deadlineMs":2000}}""");

        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(DeadlineExceeded);
        if (era == nameof(FixtureEras.Legacy))
        {
            await gateway.Fixture.FirstAsync(r => r.JsonRpcMethod == "notifications/cancelled", Cancel);
        }

        await IsTakenBackAndForgottenAsync(agent, await agent.FirstAsync("elicitation/create"));
    }

    [Fact]
    public async Task An_answer_to_a_call_that_is_over_reaches_nobody_and_takes_no_place()
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Legacy), patience: "00:05:00");
        gateway.Fixture.AddTool(new FixtureTool("impatient", "Asks, and does not wait.", call =>
        {
            _ = call.AskAsync("who", InputRequest.Form("Who are you?", "name"));
            return Task.FromResult(Content.Result("Never mind."));
        }));
        await using var agent = await BeginAsync(gateway);

        TextOf(await agent.CallAsync("tools/call", """{"name":"impatient","arguments":{}}""")).ShouldBe("Never mind.");

        await IsTakenBackAndForgottenAsync(agent, await agent.FirstAsync("elicitation/create"));
        gateway.Fixture.Received.ShouldNotContain(r => r.Kind == ReceivedKind.Response);
    }

    [Fact]
    public async Task An_answer_that_finds_no_place_at_the_server_ends_its_call_with_that_reason_and_the_server_is_not_blamed()
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Legacy), patience: "00:05:00", queue: "00:00:01");
        gateway.Fixture.AddTool(Hanging());
        await using var agent = await BeginAsync(gateway);
        var form = await agent.StartAsync("tools/call", Form);
        var asked = await agent.FirstAsync("elicitation/create");
        var hanging = await agent.StartAsync("tools/call", """{"name":"hang","arguments":{}}""");
        await gateway.Fixture.FirstAsync(r => r.Body.ToString()!.Contains("hang", StringComparison.Ordinal), Cancel);

        await agent.ReplyAsync(asked, """{"action":"accept","content":{"username":"ada","email":"ada@nordwind.example"}}""");

        var error = (await agent.AnswerAsync(form)).GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(Overloaded);
        error.GetProperty("message").GetString()!.ShouldContain("is busy with as many calls as it takes at once (1)");
        await gateway.Fixture.FirstAsync(r => r.JsonRpcMethod == "notifications/cancelled", Cancel);
        await agent.CancelAsync(hanging);
        TextOf(await agent.CallAsync("tools/call", Text)).ShouldContain("simple text");
    }

    [Fact]
    public async Task What_a_server_asks_about_the_agent_itself_is_answered_though_the_call_is_over_and_takes_no_place()
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Legacy), patience: "00:05:00");
        gateway.Fixture.AddTool(new FixtureTool("curious", "Asks for the roots, and does not wait.", call =>
        {
            _ = call.AskAsync("where", InputRequest.Roots());
            return Task.FromResult(Content.Result("Go on."));
        }));
        await using var agent = await BeginAsync(gateway);
        TextOf(await agent.CallAsync("tools/call", """{"name":"curious","arguments":{}}""")).ShouldBe("Go on.");

        await agent.ReplyAsync(await agent.FirstAsync("roots/list"), """{"roots":[{"uri":"file:///home/ada"}]}""");

        (await gateway.Fixture.FirstAsync(r => r.Kind == ReceivedKind.Response, Cancel)).Body!.Value.ToString().ShouldContain("file:///home/ada");
        TextOf(await agent.CallAsync("tools/call", Text)).ShouldContain("simple text");
        agent.Heard.ShouldNotContain(m => MessageAgent.MethodOf(m) == "notifications/cancelled");
    }

    [Fact]
    public async Task What_a_modern_server_wants_for_its_call_is_waited_for_no_longer_than_the_call()
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Modern), patience: "00:05:00");
        gateway.Fixture.AddTool(new FixtureTool("curious", "Asks for the roots.", async call => Content.Result($"{await call.AskAsync("where", InputRequest.Roots())}")));
        await using var agent = await BeginAsync(gateway);

        var answer = await agent.CallAsync("tools/call", """{"name":"curious","arguments":{},"_meta":{"mcp-platform/deadlineMs":2000}}""");

        answer.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(DeadlineExceeded);
    }

    [Fact]
    public async Task A_question_that_a_server_takes_back_is_taken_back_from_the_agent_and_no_other_is()
    {
        await using var gateway = await StartAsync(nameof(FixtureEras.Legacy), patience: "00:05:00");
        await using var another = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        another.AddTool(new FixtureTool("hesitant", "Asks, takes that back, and asks again.", async call =>
        {
            _ = call.AskAsync("first", InputRequest.Form("Who are you?", "name"));
            await call.NotifyAsync("notifications/cancelled", new JsonObject { ["requestId"] = 1 });
            return Content.Result($"{await call.AskAsync("second", InputRequest.Confirmation())}");
        }));
        await gateway.Gateway.OfferAsync(new AddUpstream("another", another.Address.ToString()));
        await using var agent = await BeginAsync(gateway);
        var form = await agent.StartAsync("tools/call", Form);
        var kept = await agent.FirstAsync("elicitation/create");

        // Both servers call their first question 1.
        var hesitant = await agent.StartAsync("tools/call", """{"name":"another__hesitant","arguments":{}}""");
        var second = await agent.FirstAsync(m => m.ToString().Contains("Please confirm", StringComparison.Ordinal), "the second question");
        var takenBack = await agent.FirstAsync("notifications/cancelled");
        await agent.ReplyAsync(second, """{"action":"decline"}""");
        await agent.ReplyAsync(kept, """{"action":"accept","content":{}}""");

        TextOf(await agent.AnswerAsync(hesitant)).ShouldContain("decline");
        TextOf(await agent.AnswerAsync(form)).ShouldContain("accept");
        takenBack.GetProperty("params").GetProperty("requestId").GetInt32().ShouldBe(kept.GetProperty("id").GetInt32() + 1);
        agent.Heard.Count(m => MessageAgent.MethodOf(m) == "notifications/cancelled").ShouldBe(1);
        another.Received.Count(r => r.Kind == ReceivedKind.Response).ShouldBe(1, "what was taken back is not answered");
    }

    // 2025-11-25, Lifecycle: Timeouts. The late answer does no harm: there is a place for another call.
    private static async Task IsTakenBackAndForgottenAsync(MessageAgent agent, JsonElement question)
    {
        var takenBack = await agent.FirstAsync("notifications/cancelled");
        takenBack.GetProperty("params").GetProperty("requestId").GetRawText().ShouldBe(question.GetProperty("id").GetRawText());
        await agent.ReplyAsync(question, """{"action":"accept","content":{"username":"late","email":"late"}}""");
        await agent.CallAsync("ping");
        TextOf(await agent.CallAsync("tools/call", Text)).ShouldContain("simple text");
    }

    private static string TextOf(JsonElement answer)
    {
        answer.TryGetProperty("result", out var result).ShouldBeTrue(answer.ToString());
        return result.GetProperty("content")[0].GetProperty("text").GetString()!;
    }

    private static FixtureTool Hanging() => new(
        "hang", "Says nothing.", call => Task.Delay(Timeout.Infinite, call.Cancelled).ContinueWith(_ => new JsonObject(), TaskScheduler.Default));

    private static async Task<MessageAgent> BeginAsync(GatewayWithFixture gateway)
    {
        var agent = await gateway.AgentAsync(MessageAgent.WebSocket);
        await agent.BeginAsync();
        await Eventually.TrueAsync(
            async () => (await agent.CallAsync("tools/list")).ToString().Contains("test_elicitation", StringComparison.Ordinal), Soon, "the tools are offered", Cancel);
        return agent;
    }

    private async Task<GatewayWithFixture> StartAsync(string era, string patience, int silence = 60, string queue = "00:00:05")
    {
        var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(era), Cancel);
        var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:ParkedCallTimeout"] = patience, ["Gateway:UpstreamQueueTimeout"] = queue });
        await gateway.OfferAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: "", TimeoutSeconds: silence, MaxConcurrency: 1));
        return new GatewayWithFixture(gateway, fixture);
    }
}
