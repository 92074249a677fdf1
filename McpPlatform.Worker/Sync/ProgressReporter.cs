using System.Data.Common;
using McpPlatform.Core.Events;
using McpPlatform.Core.Runs;
using McpPlatform.Worker.Orchestration;

namespace McpPlatform.Worker.Sync;

/// <summary>Tells progress four times a second, notes checkpoints as events, and ends a movement in which nothing moves any more.</summary>
/// <param name="session">The run.</param>
/// <param name="meter">What moved.</param>
/// <param name="progress">Where progress is told.</param>
/// <param name="runs">Where checkpoints are noted.</param>
/// <param name="options">When rows stand still for too long.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class ProgressReporter(
    RunSession session, ProgressMeter meter, IProgressChannel progress, IRunStore runs, WorkerOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(10);
    private long noted;

    /// <summary>Whether the movement was ended because nothing moved.</summary>
    public bool Stalled { get; private set; }

    /// <summary>Tells progress until the work ends. A lost lease ends the work.</summary>
    /// <param name="work">The work.</param>
    public async Task WatchAsync(CancellationTokenSource work)
    {
        var token = work.Token;
        var (moved, movedAt, notedAt) = ((0L, 0L), time.GetTimestamp(), time.GetTimestamp());
        using var timer = new PeriodicTimer(TellEvery, time);
        try
        {
            // Whoever had the run before may have died before it could note what it had committed.
            await NoteCheckpointAsync(token);
            while (await timer.WaitForNextTickAsync(token))
            {
                await ReportAsync(token);
                if ((meter.Sent.Read, meter.Committed) is var now && now != moved)
                {
                    (moved, movedAt) = (now, time.GetTimestamp());
                }

                Stalled = time.GetElapsedTime(movedAt) > options.StallTimeout;
                if (Stalled)
                {
                    await work.CancelAsync();
                }
                else if (time.GetElapsedTime(notedAt) > NoteEvery)
                {
                    notedAt = time.GetTimestamp();
                    await NoteCheckpointAsync(token);
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The work is done, or ended by others.
        }
        catch (LeaseLostException)
        {
            await work.CancelAsync();
        }
    }

    /// <summary>Tells progress once.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask ReportAsync(CancellationToken cancellationToken) =>
        progress.PublishAsync(session.Lease.Tenant, meter.Read(), cancellationToken);

    private async Task NoteCheckpointAsync(CancellationToken cancellationToken)
    {
        var committed = meter.Committed;
        if (committed == noted)
        {
            return;
        }

        session.Run.NoteCheckpoint(meter.Target, committed, meter.Sent.Read);
        try
        {
            await runs.SaveAsync(session.Lease, session.Run, cancellationToken);
            noted = committed;
        }
        catch (DbException e)
        {
            // The note is for followers of the events only. Whether the lease still holds is the lease keeper's concern.
            Log.CheckpointNotNoted(log, session.Lease.RunId, e);
        }

        session.Run.ClearEvents();
    }
}
