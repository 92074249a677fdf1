using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Core.Connections;

/// <summary>Reaches connectors on behalf of the rest of the platform: the sole MCP client of connectors stands behind it.</summary>
public interface IConnectorAgent
{
    /// <summary>Asks a connector whether a connection can be used.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<CheckResult> CheckAsync(string tenant, ConnectionInfo connection, CancellationToken cancellationToken);

    /// <summary>Asks a connector which streams there are.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="stream">One stream to examine fully; <see langword="null"/> lists all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Catalog> DiscoverAsync(string tenant, ConnectionInfo connection, StreamName? stream, CancellationToken cancellationToken);

    /// <summary>Asks a connector for the first rows of a stream.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="request">Which rows.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<ReadResult> PreviewAsync(string tenant, ConnectionInfo connection, PreviewRequest request, CancellationToken cancellationToken);

    /// <summary>Begins to read a stream.</summary>
    /// <param name="request">Which rows.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellationToken);

    /// <summary>Stages, publishes, discards or restores.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken cancellationToken);
}
