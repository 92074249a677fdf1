using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Mcp;

/// <summary>All sessions of this Gateway: at most as many as configured, closed when idle.</summary>
internal sealed class McpSessions(McpServers servers, IOptions<GatewayOptions> options, TimeProvider time, ILogger<McpSessions> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, McpSession> sessions = new(StringComparer.Ordinal);

    public int Count => sessions.Count;

    /// <summary>Opens a session.</summary>
    /// <exception cref="PeerException">All sessions are in use.</exception>
    public async Task<McpSession> OpenAsync(Principal owner)
    {
        await MakeRoomAsync();
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        var transport = servers.CreateTransport(stateless: false, id);
        var session = new McpSession(id, owner.Id, transport, servers.Create(transport), time);
        sessions[id] = session;
        session.Start(logger);
        return session;
    }

    /// <summary>Finds a session of a principal; those of others do not exist for it.</summary>
    public McpSession? Find(Principal by, string id) => sessions.TryGetValue(id, out var session) && session.Owner == by.Id ? session : null;

    public async Task CloseAsync(McpSession session)
    {
        if (sessions.TryRemove(session.Id, out _))
        {
            await session.DisposeAsync();
        }
    }

    /// <summary>Closes sessions that were idle too long.</summary>
    public async Task CloseIdleAsync()
    {
        var idle = sessions.Values.Where(s => s.Idle > options.Value.McpSessionIdle).ToList();
        foreach (var session in idle)
        {
            await CloseAsync(session);
        }

        if (idle.Count > 0)
        {
            Log.McpSessionsClosed(logger, idle.Count);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions.Values)
        {
            await CloseAsync(session);
        }
    }

    private async Task MakeRoomAsync()
    {
        if (sessions.Count >= options.Value.MaxMcpSessions)
        {
            var idlest = sessions.Values.Where(s => !s.IsBusy).MaxBy(s => s.Idle)
                ?? throw new PeerException(PeerFailure.Unreachable, "All MCP sessions are in use. Close one, or try again later.");
            await CloseAsync(idlest);
        }
    }
}
