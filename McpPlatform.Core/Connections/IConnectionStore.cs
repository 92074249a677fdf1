using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Connections;

/// <summary>Keeps connections and the connector registry.</summary>
public interface IConnectionStore
{
    /// <summary>Finds a connection by name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<ConnectionInfo?> FindAsync(string tenant, string name, CancellationToken cancellationToken);

    /// <summary>All connections by name; a tenant has at most 1,000.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<ConnectionInfo>> ListAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Adds a connection. Secret options are references by now.</summary>
    /// <param name="by">Who.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">The name is taken.</exception>
    Task<ConnectionInfo> AddAsync(Principal by, AddConnection connection, CancellationToken cancellationToken);

    /// <summary>Sets a built-in connection up, or changes it where it differs.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task PutBuiltInAsync(string tenant, AddConnection connection, CancellationToken cancellationToken);

    /// <summary>Removes a connection that no pipeline uses.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ConflictException">It is built in, or a pipeline uses it.</exception>
    Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken);

    /// <summary>Notes what a check said.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The connection.</param>
    /// <param name="health">What the check said.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task SetHealthAsync(string tenant, string name, ConnectionHealth health, CancellationToken cancellationToken);

    /// <summary>The connector registry.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<ConnectorSpec>> ListConnectorsAsync(CancellationToken cancellationToken);

    /// <summary>Registers connectors, replacing rows of the same name.</summary>
    /// <param name="connectors">The connectors.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task PutConnectorsAsync(IReadOnlyList<ConnectorSpec> connectors, CancellationToken cancellationToken);
}
