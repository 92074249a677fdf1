using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Agents;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>A stream that one gateway holds and another carries to its agent: it stands open at both at once, and whichever ends it, the other hears.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ForwardedStreamTests(TestPostgres postgres)
{
    private const string Wait =
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"test_wait","arguments":{},"_meta":{"progressToken":"mine"}}}""";

    private const string Modern = """
        {"progressToken":"mine","io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{} } }
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quiet_stream_is_known_to_stand_open_at_once()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);

        // The first sign of life of a quiet stream comes after 15 s.
        using var stream = await there.GetAsync().WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        stream.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }

    [Fact]
    public async Task A_call_that_ends_ends_its_stream_after_the_answer()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);
        using var call = await there.PostAsync(
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"test_tool_with_progress","arguments":{},"_meta":{"progressToken":"mine"}}}""");

        var told = await ReadToEndAsync(call);

        told.Count(data => data.Contains("notifications/progress", StringComparison.Ordinal)).ShouldBe(3);
        told[^1].ShouldContain("\"id\":7,\"result\"");
    }

    [Fact]
    public async Task A_session_that_is_closed_ends_its_streams_and_the_calls_on_them()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);
        using var stream = await there.GetAsync();
        using var call = await there.PostAsync(Wait);

        await here.DeleteAsync();

        await ReadToEndAsync(stream);
        (await ReadToEndAsync(call)).ShouldNotContain(data => data.Contains("\"id\":7", StringComparison.Ordinal), "a call that is cancelled gets no answer");
        await both.Fixture.FirstAsync(r => r.JsonRpcMethod == "notifications/cancelled", Cancel).WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task A_gateway_that_stops_ends_its_streams_in_good_order()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);
        using var stream = await there.GetAsync();
        using var call = await there.PostAsync(Wait);

        await both.One.StopAsync();

        await ReadToEndAsync(stream);
        await ReadToEndAsync(call);
    }

    [Fact]
    public async Task A_key_that_is_revoked_ends_the_stream_at_the_gateway_that_carries_it_and_frees_it_where_it_is_held()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        var key = await both.One.Admin.CreateKeyAsync(new CreateKey("soon gone", PrincipalKind.Agent, [Scope.Run, Scope.Read]), Cancel);
        using var here = await WireAgent.BeginAsync(both.AddressOfOne, key: key.Key);
        using var there = here.At(both.AddressOfTwo);
        var session = await SessionAsync(both, key.Key, here.Session!);
        using var stream = await there.GetAsync();
        session.IsBusy.ShouldBeTrue();

        await both.One.Admin.RevokeKeyAsync(key.Info.Id, Cancel);

        await ReadToEndAsync(stream);
        await Eventually.TrueAsync(() => !session.IsBusy, Soon, "the gateway that holds the stream has seen its end", Cancel);
    }

    [Fact]
    public async Task A_legacy_agent_that_leaves_its_call_holds_nothing_once_that_is_over()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);
        var session = await SessionAsync(both, both.Key, here.Session!);
        using (var call = await there.PostAsync(Wait))
        {
            await WireAgent.EventsAsync(call, Cancel).FirstAsync(e => e.Data.Contains("progress", StringComparison.Ordinal), Cancel);
        }

        session.IsBusy.ShouldBeTrue("a call goes on when its agent leaves");
        using var cancelled = await there.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""");

        await Eventually.TrueAsync(() => !session.IsBusy, Soon, "neither the call nor its stream is left", Cancel);
    }

    [Fact]
    public async Task A_modern_agent_that_leaves_a_call_which_went_on_elsewhere_has_given_it_up_there()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        both.Fixture.AddTool(new FixtureTool("ask_and_work", "Asks, then works until it is cancelled.", async call =>
        {
            await call.AskAsync("who", InputRequest.Confirmation());
            using var steps = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            for (var step = 1; await steps.WaitForNextTickAsync(call.Cancelled); step++)
            {
                await call.ProgressAsync(step);
            }

            return new JsonObject();
        }));
        using var here = new WireAgent(both.AddressOfOne, Revisions.Modern, both.Key);
        using var there = here.At(both.AddressOfTwo);
        using var asking = await CallAsync(here, "");
        var asked = (await WireAgent.JsonAsync(asking)).GetProperty("result");
        var (key, state) = (asked.GetProperty("inputRequests").EnumerateObject().Single().Name, asked.GetProperty("requestState").GetString());

        using (var working = await CallAsync(there, $$$""","requestState":"{{{state}}}","inputResponses":{"{{{key}}}":{"action":"accept","content":{"ok":true} } }"""))
        {
            await WireAgent.EventsAsync(working, Cancel).FirstAsync(e => e.Data.Contains("progress", StringComparison.Ordinal), Cancel);
            both.Fixture.Received.ShouldNotContain(r => r.JsonRpcMethod == "notifications/cancelled");
        }

        await both.Fixture.FirstAsync(r => r.JsonRpcMethod == "notifications/cancelled", Cancel).WaitAsync(Soon, Cancel);
    }

    private static Task<HttpResponseMessage> CallAsync(WireAgent agent, string round) => agent.PostAsync(
        $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask_and_work","arguments":{}{{{round}}},"_meta":{{{Modern}}} } }""",
        ("Mcp-Method", "tools/call"), ("Mcp-Name", "ask_and_work"));

    // To its end, which comes soon and is none of a connection that broke.
    private static Task<List<string>> ReadToEndAsync(HttpResponseMessage stream) =>
        WireAgent.EventsAsync(stream, Cancel).Select(e => e.Data).ToListAsync(Cancel).AsTask().WaitAsync(Soon, Cancel);

    private static async Task<AgentSession> SessionAsync(TwoGateways both, string key, string id) =>
        both.One.Get<AgentSessions>().Find((await both.One.Get<KeyService>().AuthenticateAsync(key, Cancel))!, id)!;
}
