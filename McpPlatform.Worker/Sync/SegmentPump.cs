using System.Runtime.ExceptionServices;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Events;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Sync.Schema;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Sync;

/// <summary>Moves the segments of a stream, in one lane or in several side by side, and watches that they move.</summary>
/// <param name="dataPlane">Opens links.</param>
/// <param name="progress">Where progress is told.</param>
/// <param name="runs">Where checkpoints are noted.</param>
/// <param name="options">When rows stand still for too long.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class SegmentPump(
    IDataPlane dataPlane, IProgressChannel progress, IRunStore runs, IOptions<WorkerOptions> options, TimeProvider time, ILogger<SegmentPump> log)
{
    /// <summary>Moves all segments.</summary>
    /// <param name="session">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="source">The source.</param>
    /// <param name="links">Where the destination takes the segments of each of the source's readers.</param>
    /// <param name="from">Where the movement begins.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What has been sent by now, with what had been staged before.</returns>
    public async Task<StageCounts> MoveAsync(
        RunSession session, StreamPlan stream, StreamShape shape, OpenSource source, IReadOnlyList<DataLink> links, ResumePoint from,
        CancellationToken cancellationToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var meter = new ProgressMeter(session, stream, from, source.RowEstimate ?? shape.RowEstimate, time);
        var reporter = new ProgressReporter(session, meter, progress, runs, options.Value, time, log);
        var watch = reporter.WatchAsync(work);
        try
        {
            await MoveLanesAsync(
                source.Readers.Zip(links, (reader, link) => (Func<CancellationToken, Task>)(ct =>
                    new SegmentLane(dataPlane, shape, link, from, meter).MoveAsync(reader, ct))), work);
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

    /// <summary>Moves the lanes side by side. The first failure ends the others, and is the one that is told.</summary>
    private static async Task MoveLanesAsync(IEnumerable<Func<CancellationToken, Task>> lanes, CancellationTokenSource work)
    {
        ExceptionDispatchInfo? first = null;
        await Task.WhenAll(lanes.Select(MoveAsync));
        first?.Throw();

        async Task MoveAsync(Func<CancellationToken, Task> lane)
        {
            try
            {
                await lane(work.Token);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(e), null);
                await work.CancelAsync();
            }
        }
    }
}
