using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Sync.Schema;

namespace McpPlatform.Worker.Sync;

/// <summary>What is asked of a destination for a stream.</summary>
internal static class WriteRequests
{
    /// <summary>The request.</summary>
    /// <param name="session">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="intent">What to do.</param>
    /// <param name="keepVersions">Earlier versions kept of an overwritten target.</param>
    public static WriteRequest Of(RunSession session, StreamPlan stream, StreamShape shape, WriteIntent intent, int keepVersions) => new()
    {
        Connection = session.Material.DestinationConfig,
        Run = session.Context(stream),
        Intent = intent,
        Target = stream.Target,
        Mode = stream.SyncMode,
        Columns = shape.Target,
        PrimaryKey = shape.PrimaryKey,
        CursorField = shape.CursorField,
        SchemaPolicy = session.Material.Plan.SchemaPolicy,
        KeepVersions = keepVersions,
    };
}
