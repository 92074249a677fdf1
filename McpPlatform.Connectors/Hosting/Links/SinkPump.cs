using System.Threading.Channels;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Wire;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>
/// Brings segments into a sink and commits: before more rows than a checkpoint may have or a whole window are uncommitted, some time after the
/// first uncommitted one, and at the end. Acknowledges after the commit, never before.
/// </summary>
/// <param name="sink">The sink.</param>
/// <param name="options">How many rows, and how long.</param>
/// <param name="time">The clock.</param>
/// <param name="committed">Told of each commit.</param>
internal sealed class SinkPump(ISegmentSink sink, DataPlaneOptions options, TimeProvider time, Func<long, StageCounts, ValueTask> committed)
{
    private long rows;
    private int segments;
    private long since;
    private long last;

    /// <summary>Runs to the end of the segments.</summary>
    /// <returns>Number of the last committed segment; 0 for none.</returns>
    public async Task<long> RunAsync(ChannelReader<Segment> source, CancellationToken ct)
    {
        while (await WaitAsync(source, ct))
        {
            while (source.TryRead(out var segment))
            {
                await TakeAsync(segment, ct);
            }
        }

        await CommitAsync(ct);
        return last;
    }

    private async ValueTask TakeAsync(Segment segment, CancellationToken ct)
    {
        if (segments > 0 && rows + segment.RowsRead > options.CheckpointRows)
        {
            await CommitAsync(ct);
        }

        await sink.WriteAsync(segment, ct);
        since = segments++ == 0 ? time.GetTimestamp() : since;
        rows += segment.RowsRead;
        if (segments == WireFormat.Window || rows >= options.CheckpointRows || time.GetElapsedTime(since) >= options.CheckpointEvery)
        {
            await CommitAsync(ct);
        }
    }

    /// <summary>Waits for a segment, committing meanwhile when the interval passes.</summary>
    private async ValueTask<bool> WaitAsync(ChannelReader<Segment> source, CancellationToken ct)
    {
        var waiting = source.WaitToReadAsync(ct).AsTask();
        if (segments > 0 && !waiting.IsCompleted)
        {
            var left = options.CheckpointEvery - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero || !await EndsWithinAsync(waiting, left, ct))
            {
                await CommitAsync(ct);
            }
        }

        return await waiting;
    }

    private async ValueTask<bool> EndsWithinAsync(Task<bool> waiting, TimeSpan left, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var first = await Task.WhenAny(waiting, Task.Delay(left, time, ended.Token));
        await ended.CancelAsync();
        return first == waiting;
    }

    private async ValueTask CommitAsync(CancellationToken ct)
    {
        // Without segments there is still something to commit once: a stream of no rows must be publishable.
        (last, var staged) = await sink.CommitAsync(ct);
        (rows, segments) = (0, 0);
        await committed(last, staged);
    }
}
