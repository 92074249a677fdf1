using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Connections;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Connecting;

/// <summary>The sole MCP client of connectors: each port of <see cref="IConnectorAgent"/> is one tool call with a deadline.</summary>
/// <param name="endpoints">Where connectors are.</param>
/// <param name="options">Deadlines and limits.</param>
internal sealed class ConnectorAgent(IConnectorEndpoints endpoints, IOptions<WorkerOptions> options) : IConnectorAgent
{
    /// <inheritdoc/>
    public Task<CheckResult> CheckAsync(string tenant, ConnectionInfo connection, CancellationToken cancellationToken)
    {
        var config = Config(connection);
        return Tool(ConnectorTools.CheckConnection, options.Value.ConversationTimeout).CallAsync(
            config.Connector, new CheckRequest(config, tenant), ContractsJson.Default.CheckRequest, ContractsJson.Default.CheckResult, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Catalog> DiscoverAsync(string tenant, ConnectionInfo connection, StreamName? stream, CancellationToken cancellationToken)
    {
        var request = new DiscoverRequest { Connection = Config(connection), Tenant = tenant, Stream = stream };
        return Tool(ConnectorTools.DiscoverSchema, options.Value.CallTimeout).CallAsync(
            connection.Connector, request, ContractsJson.Default.DiscoverRequest, ContractsJson.Default.Catalog, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadResult> PreviewAsync(string tenant, ConnectionInfo connection, PreviewRequest request, CancellationToken cancellationToken)
    {
        var read = new ReadRequest
        {
            Connection = Config(connection),
            Run = new RunContext(tenant, Guid.Empty, request.Stream.ToString(), Guid.Empty, 0),
            Stream = request.Stream,
            Limit = request.Limit,
        };
        return Tool(ConnectorTools.ReadStream, options.Value.ConversationTimeout).CallAsync(
            connection.Connector, read, ContractsJson.Default.ReadRequest, ContractsJson.Default.ReadResult, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadResult> ReadAsync(ReadRequest request, CancellationToken cancellationToken) =>
        Tool(ConnectorTools.ReadStream, options.Value.CallTimeout).CallAsync(
            request.Connection.Connector, request, ContractsJson.Default.ReadRequest, ContractsJson.Default.ReadResult, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        // Publishing merges what may be millions of rows: it has the deadline of moving them.
        var deadline = request.Intent == WriteIntent.Publish ? options.Value.SyncTimeout : options.Value.CallTimeout;
        return Tool(ConnectorTools.WriteStream, deadline).CallAsync(
            request.Connection.Connector, request, ContractsJson.Default.WriteRequest, ContractsJson.Default.WriteResult, cancellationToken);
    }

    private ConnectorTool Tool(string name, TimeSpan deadline) => new(endpoints, name, deadline, options.Value.AnswerLimitBytes);

    private static ConnectionConfig Config(ConnectionInfo connection) => new(connection.Connector, connection.Options);
}
