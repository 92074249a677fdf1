using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Audit;

/// <summary>
/// Chains the records of this gateway and stores them, batch by batch, never on a call's path. A batch that could not be stored is kept and tried
/// again; stopping waits until everything is stored, as long as the host allows.
/// </summary>
internal sealed class CallAuditWriter(
    CallAuditBuffer buffer, ICallAuditStore store, IAttributeMask mask, IOptions<CallAuditOptions> options, TimeProvider time, ILogger<CallAuditWriter> log) : BackgroundService
{
    // Where cores are few, calls wait for the thread that chains records: it lets them pass every so often.
    private const int RecordsAtOnce = 32;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private readonly CallAuditOptions options = options.Value;
    private ChainHead head = CallChain.Begin(Guid.CreateVersion7(time.GetUtcNow()));
    private long anchored;
    private int inHand;
    private long lastAnchor = time.GetTimestamp();

    /// <summary>The chain of this gateway.</summary>
    public Guid Chain => head.Chain;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        buffer.Close();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
        SayCounts();
        if (inHand + buffer.Waiting.Count is > 0 and var left)
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
            if (await TakeBatchAsync(stoppingToken) is { Count: > 0 } batch)
            {
                await StoreAsync(batch, stoppingToken);
            }

            if (head.Number > anchored && time.GetElapsedTime(lastAnchor) >= options.AnchorInterval)
            {
                await AnchorAsync(stoppingToken);
            }
        }

        while (head.Number > anchored)
        {
            await AnchorAsync(stoppingToken);
        }
    }

    // Until there are records, or news that should be anchored; false when the buffer is closed and empty.
    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var untilAnchor = head.Number > anchored ? options.AnchorInterval - time.GetElapsedTime(lastAnchor) : Timeout.InfiniteTimeSpan;
        if (untilAnchor <= TimeSpan.Zero && untilAnchor != Timeout.InfiniteTimeSpan)
        {
            return true;
        }

        return await WaitForRecordsAsync(untilAnchor, cancellationToken) ?? true;
    }

    private async Task<List<CallRecord>> TakeBatchAsync(CancellationToken cancellationToken)
    {
        var batch = new List<CallRecord>();
        var began = time.GetTimestamp();
        while (true)
        {
            while (batch.Count < options.Batch && buffer.Waiting.TryRead(out var record))
            {
                batch.Add(record);
            }

            var left = options.FlushInterval - time.GetElapsedTime(began);
            if (batch.Count == 0 || batch.Count >= options.Batch || left <= TimeSpan.Zero
                || await WaitForRecordsAsync(left, cancellationToken) is not true)
            {
                return batch;
            }
        }
    }

    /// <returns>Whether there are records; <see langword="null"/> when the time was up before that was known.</returns>
    private async Task<bool?> WaitForRecordsAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await buffer.Waiting.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task StoreAsync(List<CallRecord> records, CancellationToken cancellationToken)
    {
        var batch = new List<ChainedCall>(records.Count);
        foreach (var record in records)
        {
            var chained = CallChain.Append(head, StorableCall.Of(record, KeptOf(record)));
            head = new ChainHead(head.Chain, chained.Number, chained.Hash);
            batch.Add(chained);
            if (batch.Count % RecordsAtOnce == 0)
            {
                await Task.Yield();
            }
        }

        inHand = batch.Count;
        await StorePatientlyAsync(batch, cancellationToken);
        inHand = 0;
        buffer.Free(batch.Count);
        SayCounts();
    }

    // No record may hold the others up.
    private KeptAttributes? KeptOf(CallRecord record)
    {
        try
        {
            return options.AttributeRetention > TimeSpan.Zero ? record.Attributes?.Kept(mask, record.TenantId) : null;
        }
        catch (Exception exception)
        {
            Log.AuditAttributesNotWritten(log, exception.Message);
            return null;
        }
    }

    private async Task StorePatientlyAsync(List<ChainedCall> batch, CancellationToken cancellationToken)
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
                Log.AuditNotStored(log, batch.Count, buffer.Waiting.Count, e.Message);
                SayCounts();
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private async Task AnchorAsync(CancellationToken cancellationToken)
    {
        lastAnchor = time.GetTimestamp();
        try
        {
            await store.AnchorAsync(head, cancellationToken);
            anchored = head.Number;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.AuditNotAnchored(log, head.Number, e.Message);
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
