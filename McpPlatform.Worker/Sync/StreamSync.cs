using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Sync.Schema;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Sync;

/// <summary>
/// Moves one stream into the destination's staging place: (1) ask the destination what it has, (2) begin behind that, or anew where the
/// source cannot go on in the middle, (3) pump segments through the transforms, (4) compare counts.
/// </summary>
/// <param name="connectors">The connectors.</param>
/// <param name="shapes">Shape of streams.</param>
/// <param name="sources">Opens sources.</param>
/// <param name="pump">Moves segments.</param>
/// <param name="options">How many versions and partitions.</param>
/// <param name="log">The log.</param>
internal sealed class StreamSync(
    IConnectorAgent connectors, StreamShapes shapes, SourceOpener sources, SegmentPump pump, IOptions<WorkerOptions> options,
    ILogger<StreamSync> log)
{
    /// <summary>Moves a stream.</summary>
    /// <param name="session">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task StageAsync(RunSession session, StreamPlan stream, CancellationToken cancellationToken)
    {
        var shape = await shapes.GetAsync(session, stream, cancellationToken);
        var runId = session.Lease.RunId;
        KillPoints.Reached(KillPointCatalog.SyncBeforeStage);
        var stage = await AskAsync(session, stream, shape, WriteIntent.Stage, cancellationToken);
        if (ResumePoint.IsPublished(stage.Commit, runId))
        {
            return;
        }

        if (ResumePoint.MustBeginAnew(stage.Commit, runId))
        {
            Log.StagingAnew(log, runId, stream.Target);
            await AskAsync(session, stream, shape, WriteIntent.Discard, cancellationToken);
            stage = await AskAsync(session, stream, shape, WriteIntent.Stage, cancellationToken);
        }

        KillPoints.Reached(KillPointCatalog.SyncStagePrepared);
        var from = ResumePoint.Of(stage.Commit, runId, stream);
        Log.StagingFrom(log, runId, stream.Target, from.Segment);
        await using var source = await sources.OpenAsync(session, stream, shape, from, cancellationToken);
        KillPoints.Reached(KillPointCatalog.SyncSourceAnswered);
        var links = await LinksAsync(session, stream, shape, stage, source.Readers.Count, cancellationToken);
        var sent = await MoveAsync(session, stream, shape, source, links, from, cancellationToken);
        var after = await AskAsync(session, stream, shape, WriteIntent.Stage, cancellationToken);
        Reconciliation.CheckStaged(stream.Target, sent, after.Commit?.Staged ?? default);
        KillPoints.Reached(KillPointCatalog.SyncCompared);
    }

    /// <summary>What was hidden is told with the run also where the movement ends in the middle: the next one goes on behind what is committed.</summary>
    private async Task<StageCounts> MoveAsync(
        RunSession session, StreamPlan stream, StreamShape shape, OpenSource source, IReadOnlyList<DataLink> links, ResumePoint from, CancellationToken cancellationToken)
    {
        try
        {
            return await pump.MoveAsync(session, stream, shape, source, links, from, cancellationToken);
        }
        finally
        {
            session.Run.NoteRedactions(stream.Target, session.Hidden(stream).Take());
        }
    }

    /// <summary>Where the destination takes segments: one link, or one for each lane.</summary>
    private async Task<IReadOnlyList<DataLink>> LinksAsync(
        RunSession session, StreamPlan stream, StreamShape shape, WriteResult stage, int readers, CancellationToken cancellationToken)
    {
        var answers = readers == 1
            ? [stage]
            : await Task.WhenAll(Enumerable.Range(1, readers).Select(lane => AskAsync(session, stream, shape, WriteIntent.Stage, cancellationToken, lane)));
        return [.. answers.Select(a => a.Link
            ?? throw new ConnectorException(FailureClass.System, $"The destination gave no link to stage '{stream.Target}'."))];
    }

    private Task<WriteResult> AskAsync(
        RunSession session, StreamPlan stream, StreamShape shape, WriteIntent intent, CancellationToken cancellationToken, int? lane = null) =>
        connectors.WriteAsync(WriteRequests.Of(session, stream, shape, intent, options.Value.KeepVersions) with { Lane = lane }, cancellationToken);
}
