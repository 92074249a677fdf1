using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Agents;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>The door for agents that come over WebSocket.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class WebSocketDoorTests(TestPostgres postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_those_with_a_key_from_here_who_ask_for_the_subprotocol_get_in()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        (await RefusalAsync(gateway, "mcpp_nobody")).ShouldBe(HttpStatusCode.Unauthorized);
        (await RefusalAsync(gateway, gateway.AdminKey, origin: "https://elsewhere.example")).ShouldBe(HttpStatusCode.Forbidden);
        (await RefusalAsync(gateway, gateway.AdminKey, subprotocol: null)).ShouldBe(HttpStatusCode.BadRequest);
        (await RefusalAsync(gateway, gateway.AdminKey, subprotocol: "chat")).ShouldBe(HttpStatusCode.BadRequest);
        using var socket = await SocketAgent.ConnectAsync(gateway.Address, gateway.AdminKey);
        socket.SubProtocol.ShouldBe("mcp");
    }

    [Fact]
    public async Task What_is_no_message_is_answered_with_an_error_and_the_socket_stays()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await SocketAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await agent.SendAsync("{");
        (await agent.FirstAsync(m => m.TryGetProperty("error", out _), "an error")).GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32700);
        (await agent.ModernAsync("server/discover")).TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_that_is_too_large_or_no_text_closes_the_socket_with_the_reason()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:MaxBodyBytes"] = "100000" });
        await using var large = await SocketAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await large.SendAsync(new string(' ', 5_000_000));
        (await large.Ended.WaitAsync(Soon, Cancel)).ShouldBe((WebSocketCloseStatus.MessageTooBig, "A message may have 100000 bytes at most."));
        await using var binary = await SocketAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await binary.Socket.SendAsync(new byte[] { 1 }, WebSocketMessageType.Binary, true, Cancel);
        (await binary.Ended.WaitAsync(Soon, Cancel)).ShouldBe((WebSocketCloseStatus.InvalidMessageType, "Messages are text frames."));
        await using var garbled = await SocketAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await garbled.Socket.SendAsync(new byte[] { 0xff }, WebSocketMessageType.Text, true, Cancel);
        await garbled.Ended.WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task A_message_may_come_in_many_frames()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await SocketAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        var message = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":9,"method":"ping"}""" + new string(' ', 20_000));
        foreach (var part in message.Chunk(1_000))
        {
            await agent.Socket.SendAsync(part, WebSocketMessageType.Text, false, Cancel);
        }

        await agent.Socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, true, Cancel);
        await agent.AnswerAsync(9);
    }

    [Fact]
    public async Task Closing_the_socket_cancels_everything_that_was_begun_on_it()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Modern);
        await using var agent = await SocketAgent.OpenAsync(gateway.Address, gateway.Key);
        await agent.BeginAsync();
        await agent.StartAsync("tools/call", """{"name":"test_wait","arguments":{},"_meta":{"progressToken":"one"}}""");
        await agent.StartModernAsync("tools/call", """{"name":"test_wait","arguments":{}}""");
        await agent.FirstAsync(m => m.ToString().Contains("\"one\""), "progress of the first");
        await agent.FirstAsync(m => m.ToString().Contains("\"mine\""), "progress of the second");
        await agent.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
        (await agent.Ended.WaitAsync(Soon, Cancel)).Code.ShouldBe(WebSocketCloseStatus.NormalClosure);
        await Eventually.TrueAsync(
            () => gateway.Fixture.Received.Count(r => r is { Kind: ReceivedKind.Closed, JsonRpcMethod: "tools/call" }) == 2, Soon, "both calls end at the server", Cancel);
        await Eventually.TrueAsync(() => gateway.Gateway.Get<AgentSessions>().Count == 0, Soon, "the session has ended", Cancel);
    }

    [Fact]
    public async Task A_key_that_was_revoked_is_good_no_longer_on_an_open_socket()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var key = await gateway.Admin.CreateKeyAsync(new CreateKey("soon gone", PrincipalKind.Agent, [Scope.Run]), Cancel);
        await using var agent = await SocketAgent.OpenAsync(gateway.Address, key.Key);
        await agent.ModernAsync("server/discover");
        await gateway.Admin.RevokeKeyAsync(key.Info.Id, Cancel);
        await Eventually.TrueAsync(
            async () =>
            {
                if (agent.Socket.State == WebSocketState.Open)
                {
                    await agent.SendAsync("""{"jsonrpc":"2.0","method":"notifications/nothing"}""");
                }

                return agent.Ended.IsCompleted;
            },
            Soon, "the socket is closed", Cancel);
        (await agent.Ended).ShouldBe((WebSocketCloseStatus.PolicyViolation, "The key is good no longer."));
    }

    [Fact]
    public async Task A_gateway_that_stops_says_so_at_once()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = await SocketAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await agent.BeginAsync();
        await agent.StartModernAsync("subscriptions/listen", """{"notifications":{"toolsListChanged":true}}""");
        await agent.FirstAsync("notifications/subscriptions/acknowledged");
        var began = Stopwatch.GetTimestamp();
        await gateway.StopAsync();
        (await agent.Ended.WaitAsync(Soon, Cancel)).ShouldBe((WebSocketCloseStatus.EndpointUnavailable, "The gateway stops."));
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_thousand_idle_sockets_cost_little_and_one_more_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:MaxMcpSessions"] = "1000" });
        using var first = await SocketAgent.ConnectAsync(gateway.Address, gateway.AdminKey);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sockets = new List<ClientWebSocket>();
        for (var i = 1; i < 1_000; i++)
        {
            sockets.Add(await SocketAgent.ConnectAsync(gateway.Address, gateway.AdminKey));
        }

        // Both ends are in this process.
        ((GC.GetTotalMemory(forceFullCollection: true) - before) / sockets.Count).ShouldBeLessThan(100_000);
        gateway.Get<AgentConnections>().Count.ShouldBe(1_000);
        (await RefusalAsync(gateway, gateway.AdminKey)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        sockets.ForEach(socket => socket.Dispose());
        await Eventually.TrueAsync(() => gateway.Get<AgentConnections>().Count == 1, TimeSpan.FromSeconds(30), "the others have left", Cancel);
        await using var agent = await SocketAgent.OpenAsync(gateway.Address, gateway.AdminKey);
        await agent.ModernAsync("server/discover");
    }

    private static async Task<HttpStatusCode> RefusalAsync(TestGateway gateway, string key, string? subprotocol = "mcp", string? origin = null)
    {
        using var socket = new ClientWebSocket();
        var refused = await Should.ThrowAsync<WebSocketException>(() => SocketAgent.ConnectAsync(socket, gateway.Address, key, subprotocol, origin));
        refused.WebSocketErrorCode.ShouldBe(WebSocketError.NotAWebSocket);
        return socket.HttpStatusCode;
    }
}
