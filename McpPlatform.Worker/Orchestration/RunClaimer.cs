using McpPlatform.Core.Runs;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration;

/// <summary>Claims runs and works on a bounded number of them at once. When the Worker stops, the runs under way go back into the queue.</summary>
/// <param name="runs">The runs.</param>
/// <param name="machine">Works on one.</param>
/// <param name="sessions">Who this Worker is, and for how long it may hold leases.</param>
/// <param name="options">How many at once.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class RunClaimer(
    IRunStore runs, RunStateMachine machine, IWorkerSessions sessions, IOptions<WorkerOptions> options, TimeProvider time,
    ILogger<RunClaimer> log) : BackgroundService
{
    private readonly SemaphoreSlim free = new(options.Value.ConcurrentRuns);

    /// <inheritdoc/>
    public override void Dispose()
    {
        free.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await free.WaitAsync(stoppingToken);
                if (await ClaimAsync(stoppingToken) is var (claimed, lost))
                {
                    _ = WorkAsync(claimed, lost, stoppingToken);
                }
                else
                {
                    free.Release();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is the one way out; the runs under way follow below.
        }

        await DrainAsync();
    }

    private async Task<(ClaimedRun Run, CancellationToken Lost)?> ClaimAsync(CancellationToken stopping)
    {
        try
        {
            var (identity, lost) = await sessions.CurrentAsync(stopping);
            if (await runs.ClaimAsync(identity, stopping) is { } claimed)
            {
                return (claimed, lost);
            }

            await runs.WaitForWorkAsync(options.Value.LookEvery, stopping);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.ClaimFailed(log, e);
            await Task.Delay(options.Value.FirstRetryAfter, time, stopping);
            return null;
        }
    }

    private async Task WorkAsync(ClaimedRun claimed, CancellationToken lost, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            await machine.ExecuteAsync(claimed, lost, stopping);
            Log.RunLeft(log, claimed.Lease.RunId, claimed.Run.Info.State);
        }
        catch (LeaseLostException)
        {
            Log.LeaseLost(log, claimed.Lease.RunId);
        }
        catch (Exception e)
        {
            // The state could not be stored. The lease runs out and the run is claimed again, at the node where it stood.
            Log.RunAbandoned(log, claimed.Lease.RunId, e);
        }
        finally
        {
            free.Release();
        }
    }

    private async Task DrainAsync()
    {
        for (var i = 0; i < options.Value.ConcurrentRuns; i++)
        {
            await free.WaitAsync();
        }
    }
}
