using System.Text.Json;
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
/// A server's tool asks an agent of 2026-07-28, which never comes back with the answer. What waits at a legacy server ends with the gateway's patience;
/// a modern server holds nothing, and neither does the gateway.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UnansweredRoundTests(TestPostgres postgres)
{
    private const int InvalidParams = -32602;
    private const int Overloaded = -32013;
    private const string Tool = "test_input_required_result_request_state";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_legacy_server_hears_that_the_call_is_cancelled_and_there_is_room_for_another()
    {
        await using var gateway = await StartAsync(FixtureEras.Legacy, patience: "00:00:02");
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.Key);
        var (key, state) = Asked(await CallAsync(agent));

        // The one place for calls that wait is taken, that for calls at the server is not.
        Error(await CallAsync(agent)).ShouldBe((Overloaded, "Too many calls wait for answers already. Answer those first, or try again later."));
        (await CallAsync(agent, tool: "test_simple_text")).ToString().ShouldContain("simple text");

        var call = gateway.Fixture.Received.First(r => r is { Kind: ReceivedKind.Request, JsonRpcMethod: "tools/call" }).Body!.Value.GetProperty("id").GetRawText();
        await gateway.Fixture.FirstAsync(r => r.JsonRpcMethod == "notifications/cancelled" && CancelledBy(r) == call, Cancel).WaitAsync(Soon, Cancel);
        Error(await CallAsync(agent, Answer(key, state))).ShouldBe(
            (InvalidParams, "'requestState' is unknown, was used, or has expired. Send the request again without it."));
        gateway.Fixture.Received.ShouldNotContain(r => r.Kind == ReceivedKind.Response);

        (key, state) = Asked(await CallAsync(agent));
        (await CallAsync(agent, Answer(key, state))).ToString().ShouldContain("Confirmed");
    }

    [Fact]
    public async Task A_modern_server_hears_nothing_and_the_agent_may_come_back_much_later()
    {
        await using var gateway = await StartAsync(FixtureEras.Modern, patience: "00:00:00");
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.Key);
        var (key, state) = Asked(await CallAsync(agent));
        Asked(await CallAsync(agent));
        Asked(await CallAsync(agent));

        (await CallAsync(agent, Answer(key, state))).ToString().ShouldContain("Confirmed");

        gateway.Fixture.Received.ShouldNotContain(r => r.Kind == ReceivedKind.Closed || r.JsonRpcMethod == "notifications/cancelled");
    }

    [Fact]
    public async Task What_a_server_says_while_the_agent_is_away_is_there_when_it_comes_back()
    {
        await using var gateway = await StartAsync(FixtureEras.Legacy, patience: "00:05:00");
        var gaveUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Fixture.AddTool(new FixtureTool("impatient", "Asks, and does not wait for long.", async call =>
        {
            _ = call.AskAsync("who", InputRequest.Form("Who are you?", "name"));
            await gaveUp.Task;
            return Content.Result("Never mind.");
        }));
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.Key);
        await Eventually.TrueAsync(async () => (await ListAsync(agent)).Contains("impatient", StringComparison.Ordinal), Soon, "the tool is offered", Cancel);
        var (key, state) = Asked(await CallAsync(agent, tool: "impatient"));

        gaveUp.SetResult();

        (await CallAsync(agent, Answer(key, state), "impatient")).ToString().ShouldContain("Never mind.");
        (await CallAsync(agent, tool: "test_simple_text")).ToString().ShouldContain("simple text");
    }

    private static string? CancelledBy(ReceivedMessage message) => message.Body!.Value.GetProperty("params").GetProperty("requestId").GetRawText();

    private static (string Key, string State) Asked(JsonElement answer)
    {
        answer.ToString().ShouldContain("input_required");
        var result = answer.GetProperty("result");
        return (result.GetProperty("inputRequests").EnumerateObject().Single().Name, result.GetProperty("requestState").GetString()!);
    }

    private static string Answer(string key, string state) =>
        $$$$""","requestState":"{{{{state}}}}","inputResponses":{"{{{{key}}}}":{"action":"accept","content":{"ok":true}}}""";

    private static async Task<JsonElement> CallAsync(WireAgent agent, string round = "", string tool = Tool)
    {
        using var response = await agent.CallAsync("tools/call", $$"""{"name":"{{tool}}","arguments":{}{{round}}}""", ("Mcp-Name", tool));
        return await WireAgent.JsonAsync(response);
    }

    private static async Task<string> ListAsync(WireAgent agent)
    {
        using var response = await agent.CallAsync("tools/list", "{}");
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private static (int Code, string Message) Error(JsonElement answer)
    {
        answer.TryGetProperty("error", out var error).ShouldBeTrue(answer.ToString());
        return (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!);
    }

    // One call may wait for its agent, and one be under way at the server.
    private async Task<GatewayWithFixture> StartAsync(FixtureEras eras, string patience)
    {
        var fixture = await FixtureServer.StartAsync(eras, Cancel);
        var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:ParkedCallTimeout"] = patience, ["Gateway:MaxParkedCalls"] = "1" });
        await gateway.OfferAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: "", MaxConcurrency: 1));
        return new GatewayWithFixture(gateway, fixture);
    }
}
