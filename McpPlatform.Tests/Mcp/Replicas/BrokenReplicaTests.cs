using System.Net;
using System.Text;
using System.Text.Json;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>What an agent hears when the replica that holds its session fails, at each point of the way. No request is ever sent twice.</summary>
public sealed class BrokenReplicaTests(TestPostgres postgres)
{
    private const int OutcomeUnknown = -32015;
    private const string Event = "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_cannot_be_reached_holds_nothing_any_more()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var replica = new FakeReplica("");
        var session = replica.Join(gateway);
        replica.Close();
        using var answer = await CallAsync(gateway, session);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_that_does_not_take_the_word_of_the_gateway_has_done_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var replica = new FakeReplica("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Bearer\r\n\r\n");
        using var answer = await CallAsync(gateway, replica.Join(gateway));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Headers.WwwAuthenticate.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_breaks_off_before_it_answers_leaves_the_outcome_unknown()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var replica = new FakeReplica("");
        using var answer = await CallAsync(gateway, replica.Join(gateway));
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        error.GetProperty("id").GetInt32().ShouldBe(7);
        error.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(OutcomeUnknown);
        error.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("unknown whether the request was executed");
        replica.Received.Count.ShouldBe(1, "it is not sent again");
    }

    [Fact]
    public async Task One_that_breaks_off_between_two_events_ends_the_stream_with_that_error()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var replica = new FakeReplica(Stream(Event));
        using var answer = await CallAsync(gateway, replica.Join(gateway));
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        text.ShouldStartWith(Event);
        text[Event.Length..].ShouldContain($"\"id\":7,\"error\":{{\"code\":{OutcomeUnknown}");
        replica.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_breaks_off_within_an_event_breaks_the_agents_connection_off_too()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var replica = new FakeReplica(Stream(Event[..^5]));
        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            using var answer = await CallAsync(gateway, replica.Join(gateway));
            await answer.Content.ReadAsStringAsync(Cancel);
        });
        replica.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_hangs_is_waited_for_as_long_as_its_lease_lasts()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var replica = new FakeReplica("", hangsUp: false);
        var calling = CallAsync(gateway, replica.Join(gateway));
        await Eventually.TrueAsync(() => replica.Received.Count == 1, TimeSpan.FromSeconds(10), "the request came", Cancel);
        calling.IsCompleted.ShouldBeFalse();
        gateway.Get<ReplicaDirectory>().Set([]);
        using var answer = await calling.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain($"{OutcomeUnknown}");
    }

    [Fact]
    public async Task It_sees_of_a_request_what_it_needs_and_no_credential()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var replica = new FakeReplica("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nSet-Cookie: a=b\r\nServer: x\r\n\r\n", hangsUp: false);
        using var answer = await CallAsync(gateway, replica.Join(gateway), ("Cookie", "c=d"), ("X-Anything", "e"), ("Mcp-Protocol-Version", "2025-11-25"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        answer.Headers.Select(h => h.Key).ShouldNotContain("Set-Cookie");
        var request = replica.Received.ShouldHaveSingleItem();
        request.ShouldStartWith("POST /mcp HTTP/1.1\r\n");
        request.ShouldContain("Mcp-Protocol-Version: 2025-11-25", Case.Insensitive);
        request.ShouldContain("Authorization: Replica ");
        request.ShouldEndWith(Body);
        foreach (var secret in new[] { gateway.AdminKey, "Bearer", "Cookie", "X-Anything" })
        {
            request.ShouldNotContain(secret);
        }
    }

    private const string Body = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"x","arguments":{}}}""";

    private static string Stream(string events) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{Encoding.UTF8.GetByteCount(events):x}\r\n{events}\r\n";

    private static Task<HttpResponseMessage> CallAsync(TestGateway gateway, string session, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("mcp", UriKind.Relative)) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return gateway.Http(gateway.AdminKey).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }
}
