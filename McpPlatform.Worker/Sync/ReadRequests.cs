using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Sync.Schema;

namespace McpPlatform.Worker.Sync;

/// <summary>What is asked of a source for a stream.</summary>
internal static class ReadRequests
{
    /// <summary>The request.</summary>
    /// <param name="session">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="partitions">How many partitions are wanted.</param>
    public static ReadRequest Of(RunSession session, StreamPlan stream, StreamShape shape, ResumePoint from, int partitions) => new()
    {
        Connection = session.Material.SourceConfig,
        Run = session.Context(stream),
        Stream = new StreamName(stream.Name, stream.Namespace),
        Columns = shape.Settlement.Read,
        CursorField = stream.SyncMode.IsIncremental() ? stream.CursorField : null,
        Cursor = from.Cursor,
        AfterSegment = from.Segment,
        Partitions = partitions,
        AcceptsNative = session.Material.DestinationSpec?.AcceptsNative ?? false,
    };
}
