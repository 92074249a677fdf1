using McpPlatform.Core.Runs;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration;

/// <summary>Why the work on a run must stop before its node is done.</summary>
internal enum StopReason
{
    /// <summary>It need not.</summary>
    None,

    /// <summary>Someone asked the run to stop.</summary>
    Cancelled,

    /// <summary>Another Worker has the run, or may have it.</summary>
    LeaseLost,

    /// <summary>This Worker stops.</summary>
    Stopping,
}

/// <summary>Prolongs the lease on a run while it is worked on, and hears through it when the work must stop.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly IRunStore runs;
    private readonly RunLease lease;
    private readonly WorkerOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CancellationTokenSource work = new();
    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenRegistration onStopping;
    private readonly CancellationTokenRegistration onLost;
    private readonly Task loop;
    private int reason;

    private LeaseKeeper(
        IRunStore runs, RunLease lease, WorkerOptions options, TimeProvider time, ILogger log, CancellationToken lost, CancellationToken stopping)
    {
        (this.runs, this.lease, this.options, this.time, this.log) = (runs, lease, options, time, log);
        onStopping = stopping.Register(() => Stop(StopReason.Stopping));
        onLost = lost.Register(() => Stop(StopReason.LeaseLost));
        loop = Task.Run(RenewAsync, CancellationToken.None);
    }

    /// <summary>Ends when the work must stop.</summary>
    public CancellationToken Work => work.Token;

    /// <summary>Why.</summary>
    public StopReason Reason => (StopReason)Volatile.Read(ref reason);

    /// <summary>Begins to prolong a lease.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="options">How often.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="lost">Ends when others may take the run over.</param>
    /// <param name="stopping">Ends when the Worker stops.</param>
    public static LeaseKeeper Start(
        IRunStore runs, RunLease lease, IOptions<WorkerOptions> options, TimeProvider time, ILogger log, CancellationToken lost,
        CancellationToken stopping) => new(runs, lease, options.Value, time, log, lost, stopping);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await onStopping.DisposeAsync();
        await onLost.DisposeAsync();
        await end.CancelAsync();
        await loop;
        end.Dispose();
        work.Dispose();
    }

    private async Task RenewAsync()
    {
        var renewed = time.GetTimestamp();
        using var timer = new PeriodicTimer(options.RenewEvery, time);
        try
        {
            while (Reason == StopReason.None && await timer.WaitForNextTickAsync(end.Token))
            {
                if (await TryRenewAsync())
                {
                    renewed = time.GetTimestamp();
                }
                else if (time.GetElapsedTime(renewed) > options.RenewPatience)
                {
                    Stop(StopReason.LeaseLost);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The work is done; nobody waits for the lease any more.
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            deadline.CancelAfter(options.RenewPatience);
            if (await runs.RenewAsync(lease, deadline.Token))
            {
                Stop(StopReason.Cancelled);
            }

            KillPoints.Reached(KillPointCatalog.LeaseRenewed);
            return true;
        }
        catch (LeaseLostException)
        {
            Stop(StopReason.LeaseLost);
            return false;
        }
        catch (Exception e) when (!end.IsCancellationRequested)
        {
            Log.LeaseNotRenewed(log, lease.RunId, e);
            return false;
        }
    }

    private void Stop(StopReason why)
    {
        if (Interlocked.CompareExchange(ref reason, (int)why, (int)StopReason.None) == (int)StopReason.None)
        {
            work.Cancel();
        }
    }
}
