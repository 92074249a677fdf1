using System.Threading.Channels;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using McpPlatform.Worker.Sync.Schema;

namespace McpPlatform.Worker.Sync;

/// <summary>Moves segments from one reader through the transforms to one writer. Between reading and writing lie at most two segments.</summary>
/// <param name="dataPlane">Opens links.</param>
/// <param name="shape">The stream's shape.</param>
/// <param name="link">Where the destination takes segments.</param>
/// <param name="from">Where the movement begins.</param>
/// <param name="meter">Counts what moves, of all lanes together.</param>
internal sealed class SegmentLane(IDataPlane dataPlane, StreamShape shape, DataLink link, ResumePoint from, ProgressMeter meter)
{
    private const int SegmentsBetween = 2;
    private long rowsBefore = from.Staged.Read;

    /// <summary>Moves all segments.</summary>
    /// <param name="reader">Where they come from.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task MoveAsync(ISegmentReader reader, CancellationToken cancellationToken)
    {
        var between = Channel.CreateBounded<Segment>(SegmentsBetween);
        var reading = ReadAsync(reader, between.Writer, cancellationToken);
        await WriteAsync(between.Reader, cancellationToken);
        await reading;
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

    private async Task WriteAsync(ChannelReader<Segment> between, CancellationToken cancellationToken)
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
                    rowsBefore = 0;
                }

                last = CheckNumber(segment.Number, last);
                var changed = shape.Chain.Apply(segment, rowsBefore);
                rowsBefore += segment.RowsRead;
                writer ??= await OpenAsync([.. changed.Batch.Columns.Select(c => c.Schema)], cancellationToken);
                await writer.WriteAsync(changed, cancellationToken);
                meter.Add(changed);
                KillPoints.Reached(KillPointCatalog.SyncSegmentSent);
            }

            KillPoints.Reached(KillPointCatalog.SyncAllSent);
            writer ??= await OpenAsync(EmptySchema(), cancellationToken);
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

    private async Task<ISegmentWriter> OpenAsync(IReadOnlyList<ColumnSchema> columns, CancellationToken cancellationToken)
    {
        var committed = from.Segment;
        var writer = await dataPlane.OpenWriterAsync(link, columns, cancellationToken);
        writer.Committed += (segment, _) =>
        {
            meter.AddCommitted(segment - committed);
            committed = segment;
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
    private List<ColumnSchema> EmptySchema() =>
        [.. shape.Target.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable, c.Type.Kind == TypeKind.Native ? ColumnEncoding.Utf8 : ColumnEncoding.PgBinary))];
}
