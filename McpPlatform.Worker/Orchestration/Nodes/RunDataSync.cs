using McpPlatform.Contracts.Api;
using McpPlatform.Worker.Sync;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration.Nodes;

/// <summary>Moves the rows of each stream into the destination's staging place. What is committed there is not moved again.</summary>
/// <param name="sync">Moves one stream.</param>
/// <param name="options">Deadlines.</param>
internal sealed class RunDataSync(StreamSync sync, IOptions<WorkerOptions> options) : IRunNode
{
    /// <inheritdoc/>
    public RunNode Node => RunNode.RunDataSync;

    /// <inheritdoc/>
    public TimeSpan Timeout => options.Value.SyncTimeout;

    /// <inheritdoc/>
    public async Task<NodeOutcome> ExecuteAsync(RunSession session, CancellationToken cancellationToken)
    {
        foreach (var stream in session.Material.Plan.Streams)
        {
            await sync.StageAsync(session, stream, cancellationToken);
        }

        return NodeOutcome.GoOn(RunNode.CommitFinalState);
    }
}
