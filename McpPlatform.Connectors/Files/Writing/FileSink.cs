using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Takes segments: their rows go to a new part for each commit, flushed to the disk before the commit file names it.</summary>
internal sealed class FileSink : ISegmentSink
{
    private readonly FileStage stage;
    private readonly RowWriter rows;
    private FileCommit commit;
    private FileCommit pending;
    private FileStream? part;
    private FileStream? rejected;

    public FileSink(FileStage stage, IReadOnlyList<ColumnSchema> columns, FileCommit commit)
    {
        this.stage = stage;
        rows = RowWriter.For(TargetFormat.OfName(stage.Request.Target).Kind, columns);
        this.commit = pending = commit;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Segment segment, CancellationToken ct)
    {
        if (segment.Number <= pending.Segment)
        {
            return;
        }

        if (pending.Published)
        {
            throw new ConnectorException(FailureClass.System, "The run is published already; nothing can be staged behind it.");
        }

        part ??= Create(stage.PathOf(stage.NextPart(commit)));
        await rows.WriteAsync(segment.Batch, part, ct);
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

    private async ValueTask CloseAsync(bool flush, CancellationToken ct)
    {
        foreach (var stream in new[] { part, rejected })
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

        (part, rejected) = (null, null);
    }
}
