using System.Net;
using System.Text.Json;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using ModelContextProtocol.Client;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>Two gateways, each a process of its own, behind a load balancer; one is killed.</summary>
public sealed class KilledReplicaTests(TestPostgres postgres)
{
    private const int OutcomeUnknown = -32015;
    private const string Ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Gateway:Replica:Address"] = "auto", ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task Agents_of_both_eras_need_not_know_that_there_are_two(string upstream)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel);
        await using var stack = await StackAsync(fixture);
        await using var second = await AnotherAsync(stack);
        using var balancer = new LoadBalancer(stack.GatewayAddress, second.Address);
        foreach (var revision in new[] { Revisions.LatestLegacy, Revisions.Modern })
        {
            await using var agent = await AgentAsync(balancer, revision, stack.AdminKey);
            for (var i = 0; i < 6; i++)
            {
                (await agent.CallAsync("test_simple_text")).ShouldNotBeEmpty();
                (await agent.CallAsync("test_input_required_result_multi_round")).ShouldContain("Ada likes");
            }
        }

        fixture.Received.Count(r => r.JsonRpcMethod == "tools/call" && r.Body!.Value.ToString().Contains("test_simple_text")).ShouldBe(12);
    }

    [Fact]
    public async Task Sessions_of_the_killed_one_begin_anew_those_of_the_other_go_on_and_nothing_is_executed_twice()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var stack = await StackAsync(fixture);
        await using var second = await AnotherAsync(stack);
        var (living, dying) = (new Uri(stack.GatewayAddress, "mcp"), new Uri(second.Address, "mcp"));
        using var stays = await WireAgent.BeginAsync(living, key: stack.AdminKey);
        using var ends = await WireAgent.BeginAsync(dying, key: stack.AdminKey);
        using var endsElsewhere = ends.At(living);

        // Calls of both sessions are under way, those of the second through the first gateway too.
        var calls = Enumerable.Range(0, 5).Select(i => CallAsync(endsElsewhere, $"forwarded-{i}")).ToList();
        var kept = CallAsync(stays, "kept");
        await Eventually.TrueAsync(() => fixture.Received.Count(IsCall) == 6, TimeSpan.FromSeconds(20), "all calls reached the server", Cancel);
        await second.KillAsync();

        foreach (var error in await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30), Cancel))
        {
            error.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(OutcomeUnknown);
        }

        (await endsElsewhere.PostAsync(Ping)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var anew = await WireAgent.BeginAsync(living, key: stack.AdminKey);
        (await anew.PostAsync(Ping)).StatusCode.ShouldBe(HttpStatusCode.OK);
        kept.IsCompleted.ShouldBeFalse("the call of the other session goes on");
        (await stays.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}""")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await kept.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        (await stays.PostAsync(Ping)).StatusCode.ShouldBe(HttpStatusCode.OK);
        fixture.Received.Where(IsCall).Select(r => r.Body!.Value.GetProperty("params").GetProperty("arguments").GetProperty("mark").GetString())
            .ShouldBe(["forwarded-0", "forwarded-1", "forwarded-2", "forwarded-3", "forwarded-4", "kept"], ignoreOrder: true);
    }

    [Fact]
    public async Task Streams_of_the_killed_one_that_are_read_through_the_other_end_and_a_call_on_them_says_that_nobody_knows()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var stack = await StackAsync(fixture);
        await using var second = await AnotherAsync(stack);
        using var agent = await WireAgent.BeginAsync(new Uri(second.Address, "mcp"), key: stack.AdminKey);
        using var elsewhere = agent.At(new Uri(stack.GatewayAddress, "mcp"));
        using var stream = await elsewhere.GetAsync();
        using var call = await elsewhere.PostAsync(
            """{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"test_wait","arguments":{},"_meta":{"progressToken":"mine"} } }""");
        await using var events = WireAgent.EventsAsync(call, Cancel).Select(e => e.Data).GetAsyncEnumerator(Cancel);
        await LastAsync(events, data => data.Contains("progress", StringComparison.Ordinal));

        await second.KillAsync();

        (await LastAsync(events, _ => false)).ShouldContain($"\"id\":9,\"error\":{{\"code\":{OutcomeUnknown}");
        (await WireAgent.EventsAsync(stream, Cancel).ToListAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBeEmpty();
    }

    // The last event before the end of the stream, or before that which is waited for.
    private static async Task<string> LastAsync(IAsyncEnumerator<string> events, Func<string, bool> until)
    {
        var last = "";
        while (await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel) && !until(last = events.Current))
        {
            // Another comes, or the end.
        }

        return last;
    }

    private static bool IsCall(ReceivedMessage message) => message is { Kind: ReceivedKind.Request, JsonRpcMethod: "tools/call" };

    // The last message of the answer; nothing where it was cancelled.
    private static async Task<JsonElement> CallAsync(WireAgent agent, string mark)
    {
        using var answer = await agent.PostAsync(
            $$$"""{"jsonrpc":"2.0","id":{{{(mark == "kept" ? "9" : $"\"{mark}\"")}}},"method":"tools/call","params":{"name":"test_wait","arguments":{"mark":"{{{mark}}}"} }}""");
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            var last = (await WireAgent.EventsAsync(answer, Cancel).ToListAsync(Cancel)).LastOrDefault().Data;
            return string.IsNullOrEmpty(last) ? default : JsonDocument.Parse(last).RootElement;
        }

        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private static Task<Agent> AgentAsync(LoadBalancer balancer, string revision, string key) => Agent.ConnectOverAsync(
        new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = balancer.Address,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
            },
            LoadBalancer.Client(), ownsHttpClient: true),
        revision);

    private async Task<PlatformStack> StackAsync(FixtureServer fixture)
    {
        var stack = await PlatformStack.StartAsync(postgres, Cancel, startWorker: false, Settings);
        await stack.Client.AddUpstreamAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: ""), Cancel);
        await OffersAsync(stack.GatewayAddress, stack.AdminKey);
        return stack;
    }

    private static async Task<ServiceProcess> AnotherAsync(PlatformStack stack)
    {
        var gateway = await stack.StartAnotherGatewayAsync(Cancel);
        await OffersAsync(gateway.Address, stack.AdminKey);
        return gateway;
    }

    // A tool is offered once it was read and reviewed, which takes its time on a busy machine.
    private static async Task OffersAsync(Uri gateway, string key)
    {
        await using var agent = await Agent.ConnectAsync(new Uri(gateway, "mcp"), Revisions.Modern, key);
        await Eventually.TrueAsync(
            async () => (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).Any(t => t.Name == "test_wait"), TimeSpan.FromSeconds(60), "the tool is offered", Cancel);
    }
}
