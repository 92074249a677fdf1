using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Gateway;
using McpPlatform.Tests.Mcp.Transports;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>Agents whose requests come to a gateway that does not hold what they are about.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ReplicaTests(TestPostgres postgres)
{
    private const string Ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";
    private const string Call = """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"test_simple_text","arguments":{}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_goes_on_at_any_gateway_and_ends_for_all()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);
        (await TextAsync(await there.PostAsync(Call))).ShouldContain("simple text");
        both.Fixture.Received.Count(r => r.JsonRpcMethod == "tools/call").ShouldBe(1);
        (await there.DeleteAsync()).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await here.PostAsync(Ping)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await there.PostAsync(Ping)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_call_tells_its_progress_is_cancelled_and_is_read_on_through_another_gateway()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);
        var call = await there.PostAsync(
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"test_wait","arguments":{},"_meta":{"progressToken":"mine"}}}""");
        var first = await WireAgent.EventsAsync(call, Cancel).FirstAsync(e => e.Data.Contains("progress"), Cancel);
        call.Dispose();
        using var rest = await there.GetAsync(("Last-Event-ID", first.Id.Split('_')[0] + "_0"));
        (await WireAgent.EventsAsync(rest, Cancel).FirstAsync(e => e.Data.Contains("progress"), Cancel)).Id.ShouldBe(first.Id);
        (await there.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await both.Fixture.FirstAsync(r => r.JsonRpcMethod == "notifications/cancelled", Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task The_stream_of_a_session_is_read_through_another_gateway_until_the_agent_leaves_it()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Modern);
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);
        await here.PostAsync("""{"jsonrpc":"2.0","id":4,"method":"tools/list"}""");
        await Eventually.TrueAsync(() => both.Fixture.Listeners > 0, TimeSpan.FromSeconds(10), "the gateways listen", Cancel);
        var stream = await there.GetAsync();
        stream.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        both.Fixture.AddTool(FixtureTool.Saying("new_tool", "New.", () => Content.Result("new")));
        (await WireAgent.EventsAsync(stream, Cancel).FirstAsync(Cancel)).Data.ShouldContain("list_changed");
        stream.Dispose();
        await Eventually.TrueAsync(async () =>
        {
            using var again = await here.GetAsync();
            return again.StatusCode == HttpStatusCode.OK;
        }, TimeSpan.FromSeconds(10), "the stream is free again", Cancel);
    }

    [Fact]
    public async Task Messages_of_the_older_transport_reach_their_stream_from_any_gateway()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        await using var agent = await SseAgent.OpenAsync(both.One.Address, both.Key);
        var endpoint = new Uri(both.Two.Address, agent.Endpoint.PathAndQuery);
        using var sent = await both.Two.Http(both.Key).PostAsync(
            endpoint, Json("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}"""), Cancel);
        sent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => agent.Heard.Any(m => m.TryGetProperty("result", out _)), TimeSpan.FromSeconds(10), "the answer comes on the stream", Cancel);
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_call_that_asked_is_answered_at_another_gateway(string upstream)
    {
        await using var both = await TwoGateways.StartAsync(postgres, Enum.Parse<FixtureEras>(upstream));
        using var here = new WireAgent(both.AddressOfOne, Revisions.Modern, both.Key);
        using var there = here.At(both.AddressOfTwo);
        var (key, state) = await AskedAsync(here);
        (await TextAsync(await AnswerAsync(there, key, state))).ShouldContain("Ada");
        (await WireAgent.JsonAsync(await AnswerAsync(there, key, state[..^2] + "AA"))).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
    }

    [Fact]
    public async Task When_a_gateway_leaves_its_sessions_are_unknown_and_its_states_good_no_longer()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var legacy = await both.AtOneAsync();
        using var modern = new WireAgent(both.AddressOfOne, Revisions.Modern, both.Key);
        var (key, state) = await AskedAsync(modern);
        await both.One.StopAsync();
        using var session = legacy.At(both.AddressOfTwo);
        (await session.PostAsync(Ping)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var there = modern.At(both.AddressOfTwo);
        var error = (await WireAgent.JsonAsync(await AnswerAsync(there, key, state))).GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(-32602);
        error.GetProperty("message").GetString()!.ShouldContain("Send the request again without it");
        using var anew = await WireAgent.BeginAsync(both.AddressOfTwo, key: both.Key);
        (await TextAsync(await anew.PostAsync(Call))).ShouldContain("simple text");
    }

    [Fact]
    public async Task A_session_of_somebody_else_or_made_up_is_unknown_at_every_gateway()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var mine = await both.AtOneAsync();
        var theirs = await both.One.KeyAsync(PrincipalKind.Agent, Scope.Read);
        foreach (var (id, key) in new[] { (mine.Session!, theirs), (mine.Session![..^2] + "AA", both.Key), ("made-up", both.Key) })
        {
            (await PingAsync(both.One.Address, id, new AuthenticationHeaderValue("Bearer", key))).ShouldBe(HttpStatusCode.NotFound);
            (await PingAsync(both.Two.Address, id, new AuthenticationHeaderValue("Bearer", key))).ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task The_word_of_a_replica_counts_for_agents_requests_only_and_is_not_sent_on()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Legacy);
        using var atOne = await both.AtOneAsync();
        var one = both.Two.Get<ReplicaDirectory>().Find(both.One.Get<ThisReplica>().Id)!;
        var two = both.One.Get<ReplicaDirectory>().Find(both.Two.Get<ThisReplica>().Id)!;
        var by = (await both.One.Get<KeyService>().AuthenticateAsync(both.Key, Cancel))!;
        AuthenticationHeaderValue Word(TestReplica at, string path, string method = "POST") => AuthenticationHeaderValue.Parse(at.From.Seal(by, at.To, method, path));

        (await PingAsync(both.One.Address, atOne.Session!, Word(new(both.Two.Get<ForwardedCallers>(), one), "/mcp"))).ShouldBe(HttpStatusCode.OK);
        (await PingAsync(both.Two.Address, atOne.Session!, Word(new(both.One.Get<ForwardedCallers>(), two), "/mcp"))).ShouldBe(HttpStatusCode.NotFound);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(both.One.Address, "/api/v1/me"))
        {
            Headers = { Authorization = Word(new(both.Two.Get<ForwardedCallers>(), one), "/api/v1/me", "GET") },
        };
        (await both.One.Http().SendAsync(request, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<(string Key, string State)> AskedAsync(WireAgent agent)
    {
        using var asking = await agent.CallAsync("tools/call", """{"name":"test_input_required_result_request_state","arguments":{}}""", ("Mcp-Name", "test_input_required_result_request_state"));
        var asked = (await WireAgent.JsonAsync(asking)).GetProperty("result");
        return (asked.GetProperty("inputRequests").EnumerateObject().Single().Name, asked.GetProperty("requestState").GetString()!);
    }

    private static Task<HttpResponseMessage> AnswerAsync(WireAgent agent, string key, string state) => agent.CallAsync(
        "tools/call",
        $$"""{"name":"test_input_required_result_request_state","arguments":{},"requestState":"{{state}}","inputResponses":{"{{key}}":{"action":"accept","content":{"name":"Ada"} } } }""",
        ("Mcp-Name", "test_input_required_result_request_state"));

    private static async Task<HttpStatusCode> PingAsync(Uri gateway, string session, AuthenticationHeaderValue authorization)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "mcp")) { Content = Json(Ping) };
        request.Headers.Authorization = authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        using var answer = await http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var json = await WireAgent.JsonAsync(answer);
            json.TryGetProperty("result", out var result).ShouldBeTrue(json.ToString());
            return result.GetProperty("content")[0].GetProperty("text").GetString()!;
        }
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private sealed record TestReplica(ForwardedCallers From, OtherReplica To);
}
