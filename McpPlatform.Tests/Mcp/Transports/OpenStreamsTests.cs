using System.Net;
using System.Net.WebSockets;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Gateway.Identity;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>Streams that stand open when the right that opened them ends.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class OpenStreamsTests(TestPostgres postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_end_when_the_key_is_revoked_and_others_stay()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var key = await gateway.Admin.CreateKeyAsync(new CreateKey("soon gone", PrincipalKind.Agent, [Scope.Run, Scope.Read]), Cancel);
        await using var streams = await Streams.OpenAsync(gateway, key.Key);
        await using var other = await Streams.OpenAsync(gateway, gateway.AdminKey);

        await gateway.Admin.RevokeKeyAsync(key.Info.Id, Cancel);

        await streams.EndAsync();
        other.AreOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task They_end_when_the_key_does()
    {
        var time = new MovableTime();
        await using var gateway = await TestGateway.StartAsync(postgres, configure: services => services.AddSingleton<TimeProvider>(time));
        var key = await gateway.Admin.CreateKeyAsync(
            new CreateKey("short", PrincipalKind.Agent, [Scope.Run, Scope.Read], time.GetUtcNow() + TimeSpan.FromMinutes(10)), Cancel);
        await using var streams = await Streams.OpenAsync(gateway, key.Key);

        time.Pass(TimeSpan.FromMinutes(10));

        await streams.EndAsync();
    }

    [Fact]
    public async Task They_end_when_the_tenant_is_suspended()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var key = await OtherTenant.FoundAsync(gateway, "north");
        await using var streams = await Streams.OpenAsync(gateway, key);

        await gateway.Admin.SuspendTenantAsync("north", Cancel);

        await streams.EndAsync();
    }

    /// <summary>One stream of each kind.</summary>
    private sealed class Streams(WireAgent legacy, HttpResponseMessage news, WireAgent modern, HttpResponseMessage listening, SocketAgent socket, SseAgent sse) : IAsyncDisposable
    {
        private readonly Task<List<(string Id, string Data)>> newsEnd = ReadAsync(news);
        private readonly Task<List<(string Id, string Data)>> listeningEnd = ReadAsync(listening);

        public bool AreOpen => !newsEnd.IsCompleted && !listeningEnd.IsCompleted && !socket.Ended.IsCompleted && !sse.Ended.IsCompleted;

        public static async Task<Streams> OpenAsync(TestGateway gateway, string key)
        {
            var address = new Uri(gateway.Address, "mcp");
            var legacy = await WireAgent.BeginAsync(address, key: key);
            var modern = new WireAgent(address, Revisions.Modern, key);
            return new Streams(
                legacy, await legacy.GetAsync(), modern, await modern.CallAsync("subscriptions/listen", """{"notifications":{"toolsListChanged":true}}"""),
                await SocketAgent.OpenAsync(gateway.Address, key), await SseAgent.OpenAsync(gateway.Address, key));
        }

        /// <summary>All end in order, and soon; whoever asks again is refused.</summary>
        public async Task EndAsync()
        {
            await newsEnd.WaitAsync(Soon, Cancel);
            (await listeningEnd.WaitAsync(Soon, Cancel))[^1].Data.ShouldContain("\"resultType\":\"complete\"");
            (await socket.Ended.WaitAsync(Soon, Cancel)).ShouldBe((WebSocketCloseStatus.PolicyViolation, "The key is good no longer."));
            await sse.Ended.WaitAsync(Soon, Cancel);
            using var again = await legacy.GetAsync();
            using var call = await modern.CallAsync("tools/list", "{}");
            (again.StatusCode, call.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        }

        public async ValueTask DisposeAsync()
        {
            news.Dispose();
            listening.Dispose();
            legacy.Dispose();
            modern.Dispose();
            await socket.DisposeAsync();
            await sse.DisposeAsync();
        }

        // A stream that broke off, rather than ended, throws.
        private static async Task<List<(string Id, string Data)>> ReadAsync(HttpResponseMessage stream)
        {
            stream.EnsureSuccessStatusCode();
            var events = new List<(string Id, string Data)>();
            await foreach (var item in WireAgent.EventsAsync(stream, Cancel))
            {
                events.Add(item);
            }

            return events;
        }
    }
}
