using McpPlatform.Contracts.Api;
using McpPlatform.Worker.Sync.Schema;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration.Nodes;

/// <summary>Discovers each stream's columns and settles, by the plan's schema policy, what is read and what is written.</summary>
/// <param name="shapes">Settles the shape of streams.</param>
/// <param name="options">Deadlines.</param>
internal sealed class DiscoverSourceSchema(StreamShapes shapes, IOptions<WorkerOptions> options) : IRunNode
{
    /// <inheritdoc/>
    public RunNode Node => RunNode.DiscoverSourceSchema;

    /// <inheritdoc/>
    public TimeSpan Timeout => options.Value.NodeTimeout;

    /// <inheritdoc/>
    public async Task<NodeOutcome> ExecuteAsync(RunSession session, CancellationToken cancellationToken)
    {
        foreach (var stream in session.Material.Plan.Streams)
        {
            await shapes.GetAsync(session, stream, cancellationToken);
        }

        return NodeOutcome.GoOn(RunNode.RunDataSync);
    }
}
