using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Worker.Orchestration;

namespace McpPlatform.Worker.Sync;

/// <summary>Counts what moves, and works out speed and time left over the last seconds. Written by the pump, read by the reporter.</summary>
/// <param name="session">The run.</param>
/// <param name="stream">The stream.</param>
/// <param name="from">Where the movement begins.</param>
/// <param name="rowEstimate">Roughly how many rows the stream has.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressMeter(RunSession session, StreamPlan stream, ResumePoint from, long? rowEstimate, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly Queue<(long At, long Rows)> samples = new();
    private StageCounts sent = from.Staged;
    private long committed = from.Segment;

    /// <summary>Name of the target.</summary>
    public string Target => stream.Target;

    /// <summary>What has been sent, with what was staged before.</summary>
    public StageCounts Sent
    {
        get
        {
            lock (gate)
            {
                return sent;
            }
        }
    }

    /// <summary>Last committed segment; of several lanes, all of them together.</summary>
    public long Committed => Volatile.Read(ref committed);

    /// <summary>Counts segments that were committed.</summary>
    /// <param name="segments">How many.</param>
    public void AddCommitted(long segments) => Interlocked.Add(ref committed, segments);

    /// <summary>Counts a segment that was sent.</summary>
    /// <param name="segment">The segment.</param>
    public void Add(Segment segment)
    {
        var bytes = segment.Batch.ByteCount;
        lock (gate)
        {
            sent += new StageCounts(segment.RowsRead, segment.Batch.RowCount, segment.Rejected.Count, segment.Discarded, bytes);
        }

        WorkerTelemetry.Rows.Add(segment.RowsRead);
        WorkerTelemetry.Bytes.Add(bytes);
    }

    /// <summary>Forgets what was staged before the pump began: the source sends all of it again.</summary>
    public void BeginAnew()
    {
        lock (gate)
        {
            sent = default;
        }
    }

    /// <summary>How far the run has come.</summary>
    public RunProgress Read()
    {
        var now = Sent;
        var speed = Speed(now.Read);
        var earlier = session.Run.Info.Streams.Where(s => s.Target != stream.Target).ToList();
        double? left = rowEstimate is { } all && speed > 0 ? Math.Max(0, (all - now.Read) / speed) : null;
        return new RunProgress(
            session.Lease.RunId, RunNode.RunDataSync, stream.Name, now.Read + earlier.Sum(s => s.Read), now.Bytes + earlier.Sum(s => s.Bytes),
            speed, rowEstimate, left);
    }

    private double Speed(long rows)
    {
        var at = time.GetTimestamp();
        samples.Enqueue((at, rows));
        while (samples.Count > 2 && time.GetElapsedTime(samples.Peek().At, at) > Window)
        {
            samples.Dequeue();
        }

        var (begin, first) = samples.Peek();
        var seconds = time.GetElapsedTime(begin, at).TotalSeconds;
        return seconds > 0 ? (rows - first) / seconds : 0;
    }
}
