using McpPlatform.Contracts.Connectors;
using ModelContextProtocol.Client;

namespace McpPlatform.Connectors.Hosting;

/// <summary>Where connectors are reached: by name to a connected MCP client, whatever lies between.</summary>
public interface IConnectorEndpoints
{
    /// <summary>Names of the connectors that can be reached, sorted.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The client of a connector: one for all callers, connected anew when the former connection ended. Do not dispose it.</summary>
    /// <param name="connector">Name of the connector.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="Data.ConnectorException">There is no such connector, or it cannot be reached.</exception>
    ValueTask<McpClient> ConnectAsync(string connector, CancellationToken ct);

    /// <summary>What each reachable connector is and takes, for the registry.</summary>
    /// <param name="ct">Ends the waiting.</param>
    Task<IReadOnlyList<ConnectorSpec>> ListSpecsAsync(CancellationToken ct);
}
