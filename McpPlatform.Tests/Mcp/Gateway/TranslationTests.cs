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
    [MemberData(nameof(Pairs))]
    public async Task Progress_reaches_the_agent_and_its_cancellation_the_upstream(string agent, string upstream)
    {
        await using var pair = await PairAsync(agent, upstream);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var progress = new SeenProgress();
        var call = pair.Agent.Client.CallToolAsync("test_wait", new Dictionary<string, object?>(), progress, cancellationToken: giveUp.Token).AsTask();
        await Eventually.TrueAsync(() => progress.Count > 0, TimeSpan.FromSeconds(10), "progress is seen", Cancel);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await pair.Fixture.FirstAsync(IsCancellation, Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        pair.CheckEra();

        bool IsCancellation(ReceivedMessage message) => pair.Eras == FixtureEras.Legacy
            ? message.JsonRpcMethod == "notifications/cancelled"
            : message is { Kind: ReceivedKind.Closed, JsonRpcMethod: "tools/call" };
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_resource_that_changed_is_told_to_the_agent_that_subscribed(string agent, string upstream)
    {
        await using var pair = await PairAsync(agent, upstream);
        var uri = (await pair.Agent.Client.ListResourcesAsync(cancellationToken: Cancel))[0].Uri;
        await using var subscription = await pair.Agent.Client.SubscribeToResourceAsync(
            new Uri(uri),
            (_, _) =>
            {
                pair.Agent.Note("updated");
                return ValueTask.CompletedTask;
            },
            cancellationToken: Cancel);
        await Eventually.TrueAsync(
            () =>
            {
                pair.Fixture.TouchResource(uri);
                return pair.Agent.Heard.Contains("updated");
            },
            TimeSpan.FromSeconds(15), "the agent hears of the resource", Cancel);
        var method = pair.Eras == FixtureEras.Legacy ? "resources/subscribe" : "subscriptions/listen";
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
