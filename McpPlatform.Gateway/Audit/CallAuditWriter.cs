using McpPlatform.Core.Audit;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Audit;

/// <summary>
/// Stores the records of this gateway, batch by batch, never on a call's path. A batch that could not be stored is kept and tried again; stopping
/// waits until everything is stored, as long as the host allows.
/// </summary>
internal sealed class CallAuditWriter(
    CallAuditBuffer buffer, ICallAuditStore store, IOptions<CallAuditOptions> options, TimeProvider time, ILogger<CallAuditWriter> log) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private readonly CallAuditOptions options = options.Value;
    private ChainHead? head;
    private long anchored;
    private int inHand;
    private long lastAnchor = time.GetTimestamp();

    private bool HasNews => head is { } at && at.Number > anchored;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        buffer.Close();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
        SayCounts();
        if (inHand + buffer.Waiting is > 0 and var left)
        {
            Log.AuditLeftUnstored(log, left);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Hosts start their services one after the other; nobody waits for this one.
        await Task.Yield();
        while (await WaitAsync(stoppingToken))
        {
            await GatherAsync(stoppingToken);
            while (buffer.TakeBatch() is { } batch)
            {
                await StoreAsync(batch, stoppingToken);
                if (!buffer.IsDue)
                {
                    break;
                }
            }

            if (HasNews && time.GetElapsedTime(lastAnchor) >= options.AnchorInterval)
            {
                await AnchorAsync(stoppingToken);
            }
        }

        while (HasNews)
        {
            await AnchorAsync(stoppingToken);
        }
    }

    // Until there are records, or news that should be anchored; false when the buffer is closed and empty.
    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (buffer.Waiting > 0)
        {
            return true;
        }

        var untilAnchor = HasNews ? options.AnchorInterval - time.GetElapsedTime(lastAnchor) : Timeout.InfiniteTimeSpan;
        return (untilAnchor <= TimeSpan.Zero && untilAnchor != Timeout.InfiniteTimeSpan) || await WaitForNewsAsync(untilAnchor, cancellationToken) || buffer.Waiting > 0;
    }

    // Others come soon that can be stored with those that are there.
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (buffer.Waiting > 0 && !buffer.IsDue && options.FlushInterval - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            await WaitForNewsAsync(left, cancellationToken);
        }
    }

    /// <returns>Whether more records can come; also <see langword="true"/> when the time was up.</returns>
    private async Task<bool> WaitForNewsAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await buffer.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task StoreAsync(ICallBatch batch, CancellationToken cancellationToken)
    {
        inHand = batch.Count;
        await StorePatientlyAsync(batch, cancellationToken);
        inHand = 0;
        head = batch.Head;
        buffer.Stored(batch);
        SayCounts();
    }

    private async Task StorePatientlyAsync(ICallBatch batch, CancellationToken cancellationToken)
    {
        for (var delay = FirstRetry; ; delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, options.RetryDelay.Ticks)))
        {
            try
            {
                await store.AppendAsync(batch, cancellationToken);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.AuditNotStored(log, batch.Count, buffer.Waiting, e.Message);
                SayCounts();
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private async Task AnchorAsync(CancellationToken cancellationToken)
    {
        lastAnchor = time.GetTimestamp();
        var reached = head!.Value;
        try
        {
            await store.AnchorAsync(reached, cancellationToken);
            anchored = reached.Number;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.AuditNotAnchored(log, reached.Number, e.Message);
            await Task.Delay(FirstRetry, time, cancellationToken);
        }
    }

    private void SayCounts()
    {
        var (refused, lost) = buffer.TakeCounts();
        if (refused > 0 || lost > 0)
        {
            Log.AuditFull(log, refused, lost);
        }
    }
}
