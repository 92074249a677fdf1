using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Agents;
using McpPlatform.Gateway.Federation;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>The door for agents that come over HTTP with SSE, as 2024-11-05 has it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SseDoorTests(TestPostgres postgres)
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_event_says_where_to_send_messages_and_an_answer_comes_on_the_stream()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        agent.Endpoint.AbsolutePath.ShouldBe("/messages");
        agent.Endpoint.Query.Length.ShouldBeGreaterThan("?sessionId=".Length + 30, "nobody guesses it");
        await agent.BeginAsync("2025-06-18");
        using var accepted = await agent.PostAsync(Ping.Replace("1,", "77,"));
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await agent.AnswerAsync(77)).GetProperty("result").ToString().ShouldBe("{}");
    }

    [Fact]
    public async Task A_session_id_is_worth_nothing_with_another_key_and_no_key_opens_no_stream()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await agent.BeginAsync();
        (await StatusAsync(agent.Endpoint, await gateway.KeyAsync(PrincipalKind.Agent, Scope.Run))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(agent.Endpoint, "mcpp_nobody")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(new Uri(agent.Endpoint, "?sessionId=guessed"), gateway.AdminKey)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(agent.Endpoint, gateway.AdminKey)).ShouldBe(HttpStatusCode.Accepted);
        using var stranger = await gateway.Http().GetAsync(new Uri("sse", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Pages_of_other_origins_are_kept_out()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        var http = gateway.Http(gateway.AdminKey);
        http.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");
        (await http.GetAsync(new Uri("sse", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await http.PostAsync(agent.Endpoint, Body(Ping), Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_too_large_or_no_message_is_refused_and_the_stream_goes_on()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:MaxBodyBytes"] = "2048" });
        await using var agent = await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        (await agent.PostAsync(Ping + new string(' ', 3_000))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await agent.PostAsync("[1]")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await agent.PostAsync("{")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await agent.CallAsync("tools/list")).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("initialize");
        (await agent.ModernAsync("server/discover")).TryGetProperty("error", out _).ShouldBeTrue("the transport is older than the modern era");
        await agent.BeginAsync();
        (await agent.CallAsync("initialize", """{"protocolVersion":"2025-11-25"}""")).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("already");
        (await agent.CallAsync("ping")).GetProperty("result").ToString().ShouldBe("{}");
    }

    [Fact]
    public async Task The_session_ends_with_the_stream()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        Uri endpoint;
        await using (var agent = await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey))
        {
            await agent.BeginAsync();
            gateway.Get<AgentSessions>().Count.ShouldBe(1);
            endpoint = agent.Endpoint;
        }

        await Eventually.TrueAsync(() => gateway.Get<AgentSessions>().Count == 0 && gateway.Get<AgentConnections>().Count == 0, Soon, "it has ended", Cancel);
        (await StatusAsync(endpoint, gateway.AdminKey)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task There_are_no_more_streams_than_sessions()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:MaxMcpSessions"] = "1" });
        await using (await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey))
        {
            using var second = await gateway.Http(gateway.AdminKey).GetAsync(new Uri("sse", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
            second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await second.Content.ReadAsStringAsync(Cancel)).ShouldContain("All MCP connections are in use");
        }

        await Eventually.TrueAsync(() => gateway.Get<AgentConnections>().Count == 0, Soon, "the first has left", Cancel);
        await using var third = await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey);
    }

    [Fact]
    public async Task An_agent_that_does_not_read_loses_its_stream_and_nobody_else_does()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var sound = await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await sound.BeginAsync();
        using var deaf = await DeafAsync(gateway);
        await Eventually.TrueAsync(() => gateway.Get<AgentSessions>().Count == 2, Soon, "both have begun", Cancel);
        var feed = gateway.Get<ChangeFeed>();
        await Eventually.TrueAsync(
            async () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    feed.Publish("default", new Change(ListKind.Tools, null));
                }

                await sound.CallAsync("ping");
                return gateway.Get<AgentConnections>().Count == 1;
            },
            TimeSpan.FromSeconds(60), "the deaf one is gone", Cancel);
        (await sound.CallAsync("ping")).GetProperty("result").ToString().ShouldBe("{}");
    }

    [Fact]
    public async Task All_streams_end_at_once_when_the_gateway_stops()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await SseAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await agent.BeginAsync();
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await gateway.StopAsync();
        await agent.Ended.WaitAsync(Soon, Cancel);
        System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    // Opens a stream and a session on it, and reads nothing but the address.
    private static async Task<TcpClient> DeafAsync(TestGateway gateway)
    {
        var deaf = new TcpClient { ReceiveBufferSize = 4_096 };
        await deaf.ConnectAsync(gateway.Address.Host, gateway.Address.Port, Cancel);
        var request = $"GET /sse HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nAuthorization: Bearer {gateway.AdminKey}\r\n\r\n";
        await deaf.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        var heard = "";
        var buffer = new byte[64];
        while (!heard.Contains("sessionId=", StringComparison.Ordinal) || !heard.EndsWith("\n\n", StringComparison.Ordinal))
        {
            heard += Encoding.ASCII.GetString(buffer, 0, await deaf.GetStream().ReadAsync(buffer.AsMemory(0, 1), Cancel));
        }

        var endpoint = heard[heard.IndexOf("/messages", StringComparison.Ordinal)..].Split('\n')[0].Trim();
        var handshake = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{}}}""";
        (await gateway.Http(gateway.AdminKey).PostAsync(new Uri(endpoint, UriKind.Relative), Body(handshake), Cancel)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return deaf;
    }

    private static async Task<HttpStatusCode> StatusAsync(Uri endpoint, string key)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.PostAsync(endpoint, Body(Ping), Cancel);
        return response.StatusCode;
    }

    private static StringContent Body(string message) => new(message, Encoding.UTF8, "application/json");
}
