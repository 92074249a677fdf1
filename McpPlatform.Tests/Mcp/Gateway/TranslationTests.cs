using System.Net;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>
/// An agent of each era before an upstream of each era: what the agent gets, and by the upstream's own record, in which era the upstream was
/// spoken to.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class TranslationTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Pairs => new()
    {
        { Revisions.LatestLegacy, nameof(FixtureEras.Legacy) },
        { Revisions.LatestLegacy, nameof(FixtureEras.Modern) },
        { Revisions.Modern, nameof(FixtureEras.Modern) },
        { Revisions.Modern, nameof(FixtureEras.Legacy) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_tool_may_ask_for_a_form(string agent, string upstream)
    {
        await using var pair = await PairAsync(agent, upstream);
        (await pair.Agent.CallAsync("test_input_required_result_elicitation")).ShouldContain("Ada");
        pair.Agent.Heard.ShouldContain("elicitation/create");
        pair.CheckEra();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_tool_may_ask_for_a_completion_of_the_agents_model(string agent, string upstream)
    {
        await using var pair = await PairAsync(agent, upstream);
        (await pair.Agent.CallAsync("test_input_required_result_sampling")).ShouldContain("Paris");
        pair.CheckEra();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_tool_may_ask_several_things_and_ask_again(string agent, string upstream)
    {
        await using var pair = await PairAsync(agent, upstream);
        (await pair.Agent.CallAsync("test_input_required_result_multiple_inputs")).ShouldContain("Ada");
        (await pair.Agent.CallAsync("test_input_required_result_multi_round")).ShouldContain("Ada likes");
        pair.Agent.Heard.ShouldContain("roots/list");
        pair.CheckEra();
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_legacy_agent_sees_progress_under_its_token_and_cancels_with_a_notification(string upstream)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        using var agent = await WireAgent.BeginAsync(gateway.Address);
        using var call = await agent.PostAsync(
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"test_wait","arguments":{},"_meta":{"progressToken":"mine"}}}""");
        await using var events = WireAgent.EventsAsync(call, Cancel).GetAsyncEnumerator(Cancel);
        await NextAsync(events, data => data.Contains("\"progressToken\":\"mine\""));
        (await agent.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await fixture.FirstAsync(IsCancellation, Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        (await RestAsync(events)).ShouldNotContain(data => data.Contains("\"id\":7"));
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_modern_agent_cancels_by_closing_the_stream(string upstream)
    {
        await using var pair = await PairAsync(Revisions.Modern, upstream);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var progress = new SeenProgress();
        var call = pair.Agent.Client.CallToolAsync("test_wait", new Dictionary<string, object?>(), progress, cancellationToken: giveUp.Token).AsTask();
        await Eventually.TrueAsync(() => progress.Count > 0, TimeSpan.FromSeconds(10), "progress is seen", Cancel);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await pair.Fixture.FirstAsync(IsCancellation, Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        pair.CheckEra();
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy), "resources/subscribe")]
    [InlineData(nameof(FixtureEras.Modern), "subscriptions/listen")]
    public async Task A_modern_agent_listens_to_a_resource_and_is_told_when_it_changes(string upstream, string method)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        using var agent = new WireAgent(gateway.Address, Revisions.Modern);
        using var listening = await agent.CallAsync(
            "subscriptions/listen", """{"notifications":{"resourceSubscriptions":["test://static-text","test://nobody-has-this"]}}""");
        await using var events = WireAgent.EventsAsync(listening, Cancel).GetAsyncEnumerator(Cancel);
        var acknowledged = await NextAsync(events, _ => true);
        acknowledged.ShouldContain("subscriptions/acknowledged");
        fixture.TouchResource("test://static-text");
        (await NextAsync(events, data => data.Contains("resources/updated"))).ShouldContain("\"io.modelcontextprotocol/subscriptionId\":1");
        fixture.Received.ShouldContain(r => r.JsonRpcMethod == method && r.Body!.Value.GetRawText().Contains("test://static-text"));
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_legacy_agent_whose_connection_broke_reads_on_where_it_stopped(string upstream)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        using var agent = await WireAgent.BeginAsync(gateway.Address);
        string last;
        using (var call = await agent.PostAsync(
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"test_wait","arguments":{},"_meta":{"progressToken":"mine"}}}"""))
        {
            await using var events = WireAgent.EventsAsync(call, Cancel).GetAsyncEnumerator(Cancel);
            await NextAsync(events, data => data.Contains("\"progress\":1"));
            last = events.Current.Id;
        }

        using var resumed = await agent.GetAsync(("Last-Event-ID", last));
        await using var rest = WireAgent.EventsAsync(resumed, Cancel).GetAsyncEnumerator(Cancel);
        (await NextAsync(rest, data => data.Length > 0)).ShouldContain("\"progress\":2");
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy), "resources/subscribe")]
    [InlineData(nameof(FixtureEras.Modern), "subscriptions/listen")]
    public async Task A_resource_that_changed_is_told_to_a_legacy_agent_that_subscribed(string upstream, string method)
    {
        await using var pair = await PairAsync(Revisions.LatestLegacy, upstream);
        var uri = (await pair.Agent.Client.ListResourcesAsync(cancellationToken: Cancel))[0].Uri;
        await pair.Agent.Client.SubscribeToResourceAsync(uri, cancellationToken: Cancel);
        pair.Fixture.TouchResource(uri);
        await pair.Agent.HearsAsync("notifications/resources/updated");
        pair.Fixture.Received.ShouldContain(r => r.JsonRpcMethod == method && r.Body!.Value.GetRawText().Contains(uri));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_changed_list_is_told_to_the_agent_and_shows_the_new_tool(string agent, string upstream)
    {
        await using var pair = await PairAsync(agent, upstream);
        await pair.Agent.Client.ListToolsAsync(cancellationToken: Cancel);
        await Eventually.TrueAsync(() => pair.Fixture.Listeners > 0, TimeSpan.FromSeconds(10), "the gateway listens", Cancel);
        pair.Fixture.AddTool(Fixture.Features.FixtureTool.Saying("new_tool", "New.", () => Fixture.Features.Content.Result("new")));
        await Eventually.TrueAsync(
            async () => (await pair.Agent.Client.ListToolsAsync(cancellationToken: Cancel)).Any(t => t.Name == "new_tool"),
            TimeSpan.FromSeconds(10), "the new tool is listed", Cancel);
        (await pair.Agent.CallAsync("new_tool")).ShouldBe("new");
    }

    private static bool IsCancellation(ReceivedMessage message) => message.Era == FixtureEras.Legacy
        ? message.JsonRpcMethod == "notifications/cancelled"
        : message is { Kind: ReceivedKind.Closed, JsonRpcMethod: "tools/call" };

    private static async Task<string> NextAsync(IAsyncEnumerator<(string Id, string Data)> events, Func<string, bool> condition)
    {
        while (await events.MoveNextAsync())
        {
            if (condition(events.Current.Data))
            {
                return events.Current.Data;
            }
        }

        throw new InvalidOperationException("The stream ended before what was waited for.");
    }

    private static async Task<List<string>> RestAsync(IAsyncEnumerator<(string Id, string Data)> events)
    {
        var rest = new List<string>();
        while (await events.MoveNextAsync())
        {
            rest.Add(events.Current.Data);
        }

        return rest;
    }

    private async Task<Pair> PairAsync(string agent, string upstream)
    {
        var eras = Enum.Parse<FixtureEras>(upstream);
        var fixture = await FixtureServer.StartAsync(eras, Cancel);
        var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        return new Pair(fixture, gateway, await Agent.ConnectAsync(gateway.Address, agent), eras);
    }

    private sealed record Pair(FixtureServer Fixture, GatewayBefore Gateway, Agent Agent, FixtureEras Eras) : IAsyncDisposable
    {
        /// <summary>The upstream was spoken to in its own era only, save for the question which it speaks.</summary>
        public void CheckEra()
        {
            var requests = Fixture.Received.Where(r => r.Kind == ReceivedKind.Request && r.JsonRpcMethod != "server/discover").ToList();
            requests.ShouldNotBeEmpty();
            requests.ShouldAllBe(r => r.Era == Eras);
            var calls = requests.Where(r => r.JsonRpcMethod == "tools/call").ToList();
            calls.ShouldAllBe(r => r.Headers.ContainsKey("Mcp-Session-Id") == (Eras == FixtureEras.Legacy));
            calls.ShouldAllBe(r => r.Headers.ContainsKey("Mcp-Name") == (Eras == FixtureEras.Modern));
            calls.ShouldAllBe(r => r.Body!.Value.GetRawText().Contains("io.modelcontextprotocol/protocolVersion") == (Eras == FixtureEras.Modern));
        }

        public async ValueTask DisposeAsync()
        {
            await Agent.DisposeAsync();
            await Gateway.DisposeAsync();
            await Fixture.DisposeAsync();
        }
    }

    private sealed class SeenProgress : IProgress<ProgressNotificationValue>
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public void Report(ProgressNotificationValue value) => Interlocked.Increment(ref count);
    }
}
