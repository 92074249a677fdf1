using System.Threading.Channels;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Events;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Sync.Schema;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Sync;

/// <summary>Moves segments from a reader through the transforms to a writer. Between reading and writing lie at most two segments.</summary>
/// <param name="dataPlane">Opens links.</param>
/// <param name="progress">Where progress is told.</param>
/// <param name="runs">Where checkpoints are noted.</param>
/// <param name="options">When rows stand still for too long.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class SegmentPump(
    IDataPlane dataPlane, IProgressChannel progress, IRunStore runs, IOptions<WorkerOptions> options, TimeProvider time, ILogger<SegmentPump> log)
{
    private const int SegmentsBetween = 2;

    /// <summary>Moves all segments.</summary>
    /// <param name="session">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="source">The source.</param>
    /// <param name="link">Where the destination takes segments.</param>
    /// <param name="from">Where the movement begins.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What has been sent by now, with what had been staged before.</returns>
    public async Task<StageCounts> MoveAsync(
        RunSession session, StreamPlan stream, StreamShape shape, OpenSource source, DataLink? link, ResumePoint from,
        CancellationToken cancellationToken)
    {
        var address = link ?? throw new ConnectorException(FailureClass.System, $"The destination gave no link to stage '{stream.Target}'.");
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var meter = new ProgressMeter(session, stream, from.Staged, source.RowEstimate ?? shape.RowEstimate, time);
        var reporter = new ProgressReporter(session, meter, progress, runs, options.Value, time, log);
        var watch = reporter.WatchAsync(work);
        try
        {
            var between = Channel.CreateBounded<Segment>(SegmentsBetween);
            var reading = ReadAsync(source.Reader, between.Writer, work.Token);
            await WriteAsync(shape, address, between.Reader, from, meter, work.Token);
            await reading;
        }
        catch (OperationCanceledException) when (reporter.Stalled)
        {
            throw new TimeoutException($"No row of '{stream.Name}' moved for {options.Value.StallTimeout}.");
        }
        finally
        {
            await work.CancelAsync();
            await watch;
        }

        await reporter.ReportAsync(CancellationToken.None);
        return meter.Sent;
    }

    private static async Task ReadAsync(ISegmentReader reader, ChannelWriter<Segment> between, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var segment in reader.ReadAllAsync(cancellationToken))
            {
                KillPoints.Reached(KillPointCatalog.SyncSegmentRead);
                await between.WriteAsync(segment, cancellationToken);
            }

            between.Complete();
        }
        catch (Exception e)
        {
            // The writing side meets the failure when it comes to this place, behind all segments read before.
            between.Complete(e);
        }
    }

    private async Task WriteAsync(
        StreamShape shape, DataLink link, ChannelReader<Segment> between, ResumePoint from, ProgressMeter meter, CancellationToken cancellationToken)
    {
        ISegmentWriter? writer = null;
        try
        {
            var last = from.Segment;
            await foreach (var segment in between.ReadAllAsync(cancellationToken))
            {
                if (last == from.Segment && ReadCursor.BeganAnew(from.Cursor, segment.Cursor))
                {
                    // The destination drops what it had staged, so that counts begin anew too.
                    meter.BeginAnew();
                }

                last = CheckNumber(segment.Number, last);
                var changed = shape.Chain.Apply(segment, meter.Sent.Read);
                writer ??= await OpenAsync(link, [.. changed.Batch.Columns.Select(c => c.Schema)], meter, cancellationToken);
                await writer.WriteAsync(changed, cancellationToken);
                meter.Add(changed);
                KillPoints.Reached(KillPointCatalog.SyncSegmentSent);
            }

            KillPoints.Reached(KillPointCatalog.SyncAllSent);
            writer ??= await OpenAsync(link, EmptySchema(shape), meter, cancellationToken);
            await CompleteAsync(writer, last, cancellationToken);
        }
        finally
        {
            if (writer is not null)
            {
                await writer.DisposeAsync();
            }
        }
    }

    private async Task<ISegmentWriter> OpenAsync(
        DataLink link, IReadOnlyList<ColumnSchema> columns, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var writer = await dataPlane.OpenWriterAsync(link, columns, cancellationToken);
        writer.Committed += (segment, _) =>
        {
            meter.Committed = segment;
            KillPoints.Reached(KillPointCatalog.SyncSegmentsCommitted);
        };
        KillPoints.Reached(KillPointCatalog.SyncOpened);
        return writer;
    }

    private static async Task CompleteAsync(ISegmentWriter writer, long last, CancellationToken cancellationToken)
    {
        var committed = await writer.CompleteAsync(cancellationToken);
        KillPoints.Reached(KillPointCatalog.SyncAllCommitted);
        if (committed != last)
        {
            throw new ConnectorException(FailureClass.System, $"Segment {last} was the last sent, and the destination committed up to {committed}.");
        }
    }

    private static long CheckNumber(long number, long last) =>
        number == last + 1
            ? number
            : throw new ConnectorException(FailureClass.System, $"The source sent segment {number} behind segment {last}.");

    /// <summary>A source without any segment never said how it encodes; the destination learns names and types all the same.</summary>
    private static List<ColumnSchema> EmptySchema(StreamShape shape) =>
        [.. shape.Target.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable, c.Type.Kind == TypeKind.Native ? ColumnEncoding.Utf8 : ColumnEncoding.PgBinary))];
}
