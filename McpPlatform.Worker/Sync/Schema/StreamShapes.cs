using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Datasets;
using McpPlatform.Data;
using McpPlatform.Guard.Redaction;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Sync.Transforms;

namespace McpPlatform.Worker.Sync.Schema;

/// <summary>Settles the shape of streams: discovers, compares with what was committed last, compiles the transforms.</summary>
/// <param name="connectors">The connectors.</param>
/// <param name="datasets">What was committed last.</param>
/// <param name="maskKeys">Keys for hashes.</param>
/// <param name="redaction">Lends what masks by detection.</param>
/// <param name="log">The log.</param>
internal sealed class StreamShapes(
    IConnectorAgent connectors, IDatasetStore datasets, MaskKeys maskKeys, IRedaction redaction, ILogger<StreamShapes> log)
{
    /// <summary>The shape of a stream, settled once a claim.</summary>
    /// <param name="session">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<StreamShape> GetAsync(RunSession session, StreamPlan stream, CancellationToken cancellationToken)
    {
        if (!session.Shapes.TryGetValue(stream.Target, out var shape))
        {
            session.Shapes[stream.Target] = shape = await SettleAsync(session, stream, cancellationToken);
        }

        return shape;
    }

    private async Task<StreamShape> SettleAsync(RunSession session, StreamPlan stream, CancellationToken cancellationToken)
    {
        var found = await DiscoverAsync(session, stream, cancellationToken);
        var last = await datasets.LastSourceSchemaAsync(session.Lease.Tenant, session.Run.Info.PipelineId, stream.Target, cancellationToken);
        var settlement = SchemaSettlement.Of(stream, session.Material.Plan.SchemaPolicy, last, found.Columns);
        if (settlement.LeftOut.Count > 0)
        {
            Log.FieldsDiscarded(log, session.Lease.RunId, settlement.LeftOut.Count, stream.Name);
        }

        var hashes = stream.Transforms.OfType<MaskTransform>().Any(m => m.Method == MaskMethod.Hash);
        var key = hashes ? await maskKeys.GetAsync(session.Lease.Tenant, session.Lease.RunId, cancellationToken) : default;
        var masking = new Masking(key, () => redaction.Rent(session.Lease.Tenant), session.Hidden(stream));
        var chain = TransformChain.Compile(settlement.Read, settlement.Unknown, stream.Transforms, masking);
        return StreamShape.Of(stream, settlement, chain, found.RowEstimate);
    }

    private async Task<CatalogStream> DiscoverAsync(RunSession session, StreamPlan stream, CancellationToken cancellationToken)
    {
        var name = new StreamName(stream.Name, stream.Namespace);
        var catalog = await connectors.DiscoverAsync(session.Lease.Tenant, session.Material.Source, name, cancellationToken);
        return catalog.Streams.FirstOrDefault(s => s.Name == stream.Name && (stream.Namespace is null || s.Namespace == stream.Namespace))
            ?? throw new ConnectorException(
                FailureClass.Configuration,
                $"The source '{session.Material.Source.Name}' has no stream '{name}' any more. Put it back, or apply a plan with another stream, then fix the run.");
    }
}
