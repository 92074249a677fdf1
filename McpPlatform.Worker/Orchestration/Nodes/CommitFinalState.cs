using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using McpPlatform.Worker.Records;
using McpPlatform.Worker.Sync;
using McpPlatform.Worker.Sync.Schema;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration.Nodes;

/// <summary>
/// Publishes each stream and records counts, schema, lineage and versions. The destination changes rows and its own record in one
/// transaction, so repeating this after a crash publishes nothing twice.
/// </summary>
/// <param name="connectors">The connectors.</param>
/// <param name="shapes">Shape of streams.</param>
/// <param name="runs">Where it is recorded.</param>
/// <param name="options">Deadlines.</param>
internal sealed class CommitFinalState(IConnectorAgent connectors, StreamShapes shapes, IRunStore runs, IOptions<WorkerOptions> options) : IRunNode
{
    /// <inheritdoc/>
    public RunNode Node => RunNode.CommitFinalState;

    /// <inheritdoc/>
    public TimeSpan Timeout => options.Value.SyncTimeout;

    /// <inheritdoc/>
    public async Task<NodeOutcome> ExecuteAsync(RunSession session, CancellationToken cancellationToken)
    {
        foreach (var stream in session.Material.Plan.Streams)
        {
            var shape = await shapes.GetAsync(session, stream, cancellationToken);
            var result = await PublishAsync(session, stream, shape, cancellationToken);
            var counts = Reconciliation.Of(session.Run.Info.Id, stream, result) with { LeftOut = LeftOut(shape, result) };
            KillPoints.Reached(KillPointCatalog.CommitPublished);
            await runs.CommitStreamAsync(session.Lease, StreamCommits.Of(session, stream, shape, counts, result.Versions), cancellationToken);
            session.Run.CountStream(counts);
            KillPoints.Reached(KillPointCatalog.CommitRecorded);
        }

        return NodeOutcome.Finished;
    }

    /// <summary>Columns that were left out: unread because they are new at the source, or unwritten because the target has none such.</summary>
    private static string[]? LeftOut(StreamShape shape, WriteResult result) =>
        shape.Settlement.LeftOut.Union(result.LeftOut).ToArray() is { Length: > 0 } columns ? columns : null;

    private Task<WriteResult> PublishAsync(RunSession session, StreamPlan stream, StreamShape shape, CancellationToken cancellationToken)
    {
        KillPoints.Reached(KillPointCatalog.CommitBeforePublish);
        return connectors.WriteAsync(
            WriteRequests.Of(session, stream, shape, WriteIntent.Publish, options.Value.KeepVersions), cancellationToken);
    }
}
