using System.Buffers;
using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Runs;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Takes segments: their rows go to a new part for each commit, flushed to the disk before the commit file names it.</summary>
internal sealed class FileSink : ISegmentSink
{
    private readonly FileStage stage;
    private readonly RowWriter rows;
    private readonly RowIndex? index;
    private readonly ArrayBufferWriter<byte> entries = new();
    private FileCommit commit;
    private FileCommit pending;
    private FileStream? part;
    private FileStream? indexed;
    private FileStream? rejected;

    public FileSink(FileStage stage, IReadOnlyList<ColumnSchema> columns, FileCommit commit)
    {
        this.stage = stage;
        rows = RowWriter.For(TargetFormat.OfName(stage.Request.Target).Kind, columns);
        index = stage.Request.Mode == SyncMode.IncrementalAppend ? new RowIndex(columns, stage.Request.CursorField) : null;
        this.commit = pending = commit;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Segment segment, CancellationToken ct)
    {
        if (ReadCursor.BeganAnew(pending.StagedCursor, segment.Cursor))
        {
            BeginAnew();
        }

        if (segment.Number <= pending.Segment)
        {
            return;
        }

        if (pending.Published)
        {
            throw new ConnectorException(FailureClass.System, "The run is published already; nothing can be staged behind it.");
        }

        await WriteRowsAsync(segment.Batch, ct);
        if (segment.Rejected.Count > 0)
        {
            rejected ??= Create(stage.RejectedPathOf(stage.NextPart(commit)));
            await RejectedRows.WriteAsync(segment.Rejected, rejected, ct);
        }

        pending = pending with
        {
            Segment = segment.Number,
            StagedCursor = segment.Cursor,
            Staged = pending.Staged + new StageCounts(
                segment.RowsRead, segment.Batch.RowCount, segment.Rejected.Count, segment.Discarded, segment.Batch.ByteCount),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<(long Segment, StageCounts Staged)> CommitAsync(CancellationToken ct)
    {
        if (part is not null)
        {
            await CloseAsync(flush: true, ct);

            // Whoever took the stream over meanwhile has the higher fence in the commit file, and this commit must not replace it.
            using var turn = stage.Lock();
            stage.RequireCurrent();
            pending = pending with { Parts = [.. commit.Parts, stage.NextPart(commit)], Fence = stage.Request.Run.Fence };
            KillPoints.Reached("stage.before-commit");
            stage.Write(pending);
            KillPoints.Reached("stage.after-commit");
            commit = pending;
        }

        return (commit.Segment, commit.Staged);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync(flush: false, CancellationToken.None);

    private static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.SequentialScan,
    });

    private async ValueTask WriteRowsAsync(RecordBatch batch, CancellationToken ct)
    {
        part ??= Create(stage.PathOf(stage.NextPart(commit)));
        if (index is null)
        {
            await rows.WriteAsync(batch, part, null, ct);
            return;
        }

        indexed ??= Create(stage.IndexPathOf(stage.NextPart(commit)));
        await rows.WriteAsync(batch, part, (row, length) => index.Add(batch, row, length, entries), ct);
        await indexed.WriteAsync(entries.WrittenMemory, ct);
        entries.ResetWrittenCount();
    }

    /// <summary>Drops what this run has staged: the source could not continue and reads again from its beginning.</summary>
    private void BeginAnew()
    {
        if (part is not null)
        {
            throw new ConnectorException(FailureClass.System, "The source began anew in the middle of a link. Stage again.");
        }

        using var turn = stage.Lock();
        commit = pending = stage.BeginAnew(stage.RequireCurrent());
    }

    private async ValueTask CloseAsync(bool flush, CancellationToken ct)
    {
        foreach (var stream in new[] { part, indexed, rejected })
        {
            if (stream is not null)
            {
                await stream.FlushAsync(ct);
                if (flush)
                {
                    stream.Flush(flushToDisk: true);
                }

                await stream.DisposeAsync();
            }
        }

        (part, indexed, rejected) = (null, null, null);
    }
}
