using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Connections and connectors.</content>
public sealed partial class PlatformClient
{
    /// <summary>Lists connections by name.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<ConnectionInfo>> ListConnectionsAsync(string? cursor = null, int limit = 200, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "connections", cursor, limit), ContractsJson.Default.PageConnectionInfo, cancellationToken);

    /// <summary>One connection.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ConnectionInfo> GetConnectionAsync(string name, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Connection(name), ContractsJson.Default.ConnectionInfo, cancellationToken);

    /// <summary>Adds a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ConnectionInfo> AddConnectionAsync(AddConnection connection, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Root + "connections", connection, ContractsJson.Default.AddConnection, ContractsJson.Default.ConnectionInfo, cancellationToken);

    /// <summary>Removes a connection.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RemoveConnectionAsync(string name, CancellationToken cancellationToken = default) =>
        gateway.DeleteAsync(Connection(name), cancellationToken);

    /// <summary>Checks whether a connection can be used.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<CheckResult> CheckConnectionAsync(string name, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Connection(name) + "/check", ContractsJson.Default.CheckResult, cancellationToken);

    /// <summary>Discovers streams.</summary>
    /// <param name="name">The connection.</param>
    /// <param name="stream">One stream to examine fully; <see langword="null"/> lists all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Catalog> DiscoverAsync(string name, StreamName? stream = null, CancellationToken cancellationToken = default) =>
        stream is null
            ? gateway.PostAsync(Connection(name) + "/discover", ContractsJson.Default.Catalog, cancellationToken)
            : gateway.PostAsync(
                Connection(name) + "/discover", stream, ContractsJson.Default.StreamName, ContractsJson.Default.Catalog, cancellationToken);

    /// <summary>Reads the first rows of a stream.</summary>
    /// <param name="name">The connection.</param>
    /// <param name="request">Which rows.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ReadResult> PreviewAsync(string name, PreviewRequest request, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Connection(name) + "/preview", request, ContractsJson.Default.PreviewRequest, ContractsJson.Default.ReadResult, cancellationToken);

    /// <summary>Puts a file into the inbox.</summary>
    /// <param name="connection">The connection, <c>inbox</c>.</param>
    /// <param name="fileName">Name of the file, without folders.</param>
    /// <param name="content">Its content, at most 1 GiB.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<UploadedFile> UploadFileAsync(string connection, string fileName, Stream content, CancellationToken cancellationToken = default) =>
        gateway.UploadAsync(
            $"{Connection(connection)}/files/{Escape(fileName)}", content, ContractsJson.Default.UploadedFile, cancellationToken);

    /// <summary>Lists kinds of connectors.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IReadOnlyList<ConnectorSpec>> ListConnectorsAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "connectors", ContractsJson.Default.IReadOnlyListConnectorSpec, cancellationToken);

    private static string Connection(string name) => $"{Root}connections/{Escape(name)}";
}
