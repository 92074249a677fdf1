using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Connections;
using McpPlatform.Data;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration.Nodes;

/// <summary>Checks source and destination, so that nothing is moved towards a place that cannot take it.</summary>
/// <param name="connectors">The connectors.</param>
/// <param name="connections">Where health is noted.</param>
/// <param name="options">Deadlines.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckSourceConnection(
    IConnectorAgent connectors, IConnectionStore connections, IOptions<WorkerOptions> options, TimeProvider time) : IRunNode
{
    /// <inheritdoc/>
    public RunNode Node => RunNode.CheckSourceConnection;

    /// <inheritdoc/>
    public TimeSpan Timeout => options.Value.NodeTimeout;

    /// <inheritdoc/>
    public async Task<NodeOutcome> ExecuteAsync(RunSession session, CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            CheckAsync(session, session.Material.Source, "source", cancellationToken),
            CheckAsync(session, session.Material.Destination, "destination", cancellationToken));
        return NodeOutcome.GoOn(RunNode.DiscoverSourceSchema);
    }

    private async Task CheckAsync(RunSession session, ConnectionInfo connection, string role, CancellationToken cancellationToken)
    {
        var result = await connectors.CheckAsync(session.Lease.Tenant, connection, cancellationToken);
        var health = new ConnectionHealth(result.Ok, result.Message, time.GetUtcNow());
        await connections.SetHealthAsync(session.Lease.Tenant, connection.Name, health, cancellationToken);
        if (!result.Ok)
        {
            throw new ConnectorException(result.Failure ?? FailureClass.Configuration, $"The {role} '{connection.Name}' cannot be used: {result.Message}");
        }
    }
}
