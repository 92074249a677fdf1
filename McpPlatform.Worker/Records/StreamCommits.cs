using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Runs;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Sync.Schema;

namespace McpPlatform.Worker.Records;

/// <summary>What is recorded of a published stream: counts, schemas, versions, and the origin of each column.</summary>
internal static class StreamCommits
{
    /// <summary>The record.</summary>
    /// <param name="session">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="counts">Its counts.</param>
    /// <param name="versions">Versions that can be restored.</param>
    public static StreamCommit Of(
        RunSession session, StreamPlan stream, StreamShape shape, RunStream counts, IReadOnlyList<TargetVersion> versions) => new(
        counts, session.Material.Destination.Name, shape.Settlement.Accepted, shape.Target, Lineage(session, stream, shape), versions);

    private static List<LineageEdge> Lineage(RunSession session, StreamPlan stream, StreamShape shape)
    {
        var from = $"{session.Material.Source.Name}/{new StreamName(stream.Name, stream.Namespace)}";
        var to = $"{session.Material.Destination.Name}/{stream.Target}";
        return
        [
            .. shape.Target.Zip(shape.Chain.Origins, (column, origin) => new LineageEdge(
                from, origin.Source, to, column.Name, origin.Changes, session.Run.Info.PipelineId, session.Lease.RunId)),
        ];
    }
}
