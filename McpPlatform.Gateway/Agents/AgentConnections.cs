using System.Collections.Concurrent;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Replicas;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Agents;

/// <summary>The connections of agents over HTTP with SSE and WebSocket: at most as many as there may be sessions.</summary>
internal sealed class AgentConnections(OwnedNames names, LegacyCalls legacy, ModernCalls modern, IOptions<GatewayOptions> options)
{
    private readonly ConcurrentDictionary<string, AgentConnection> connections = new(StringComparer.Ordinal);
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Opens a connection, which <see cref="CloseAsync"/> has to close.</summary>
    /// <exception cref="McpErrorException">There are too many.</exception>
    public AgentConnection Open(Principal by, string transport, ToolView view)
    {
        if (Interlocked.Increment(ref count) > options.Value.MaxMcpSessions)
        {
            Interlocked.Decrement(ref count);
            throw new McpErrorException(ErrorCodes.Overloaded, "All MCP connections are in use. Close one, or try again later.");
        }

        var connection = new AgentConnection(
            names.New(OwnedKind.Session), by, transport, view, legacy, transport == AgentTransports.WebSocket ? modern : null, options.Value.MaxResultBytes);
        connections[connection.Id] = connection;
        return connection;
    }

    /// <summary>Finds a connection of a principal; those of others do not exist for it.</summary>
    public AgentConnection? Find(Principal by, string id) =>
        connections.TryGetValue(id, out var found) && found.By.IsSame(by) ? found : null;

    public ValueTask CloseAsync(AgentConnection connection)
    {
        if (connections.TryRemove(connection.Id, out _))
        {
            Interlocked.Decrement(ref count);
        }

        return connection.DisposeAsync();
    }
}
