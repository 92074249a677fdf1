using System.Threading.Channels;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Audit;

/// <summary>
/// Where calls leave their records: each is chained and made what is stored at once, by the thread of its call, so that what waits is bytes and not
/// objects, and no work comes in bursts. Room is counted from the reservation until the record is stored, so that the buffer never grows beyond
/// its size, however long PostgreSQL is away.
/// </summary>
internal sealed class CallAuditBuffer(
    ICallAuditStore store, IAttributeMask mask, IOptions<CallAuditOptions> options, TimeProvider time, ILogger<CallAuditBuffer> log) : ICallAudit
{
    private readonly Channel<bool> news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CallAuditOptions options = options.Value;
    private readonly bool refuses = options.Value.WhenFull == WhenFull.Refuse;
    private readonly Lock gate = new();
    private readonly Queue<ICallBatch> full = new();
    private ICallBatch filling = store.NewBatch();
    private ICallBatch? spare;
    private ChainHead head = CallChain.Begin(Guid.CreateVersion7(time.GetUtcNow()));
    private int waiting;
    private int taken;
    private long refused;
    private long lost;
    private volatile bool closed;

    /// <summary>The chain of this gateway.</summary>
    public Guid Chain
    {
        get
        {
            lock (gate)
            {
                return head.Chain;
            }
        }
    }

    /// <summary>Records that wait for the writer.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Whether there are as many as one transaction stores, or no more will come.</summary>
    public bool IsDue => closed || Waiting >= options.Batch;

    /// <summary>Which share of it is taken, 0 to 1.</summary>
    public double Fill => Math.Min(1, (double)Volatile.Read(ref taken) / options.Buffer);

    public bool TryReserve()
    {
        if (!refuses || (!closed && Take()))
        {
            return true;
        }

        Interlocked.Increment(ref refused);
        return false;
    }

    public void Record(in CallRecord record)
    {
        if ((!refuses && !Take()) || !Add(StorableCall.Of(record, KeptOf(record))))
        {
            Interlocked.Increment(ref lost);
        }
    }

    public void Release()
    {
        if (refuses)
        {
            Interlocked.Decrement(ref taken);
        }
    }

    /// <summary>Waits until the first record comes, a batch is full, or no more will come.</summary>
    /// <returns>Whether there is news; <see langword="false"/> when no more will come.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var isOpen = await news.Reader.WaitToReadAsync(cancellationToken);
        news.Reader.TryRead(out _);
        return isOpen;
    }

    /// <summary>Takes the oldest batch out, full or not; <see langword="null"/> when nothing waits.</summary>
    public ICallBatch? TakeBatch()
    {
        lock (gate)
        {
            if (!full.TryDequeue(out var batch) && filling.Count > 0)
            {
                batch = filling;
                filling = Empty();
            }

            waiting -= batch?.Count ?? 0;
            return batch;
        }
    }

    /// <summary>Makes room again: a batch that was taken out is stored.</summary>
    public void Stored(ICallBatch batch)
    {
        Interlocked.Add(ref taken, -batch.Count);
        batch.Clear();
        lock (gate)
        {
            spare = batch;
        }
    }

    /// <summary>Takes no more records; those that wait can still be taken out.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }

        news.Writer.TryComplete();
    }

    /// <summary>Calls refused and records lost since this was asked last.</summary>
    public (long Refused, long Lost) TakeCounts() => (Interlocked.Exchange(ref refused, 0), Interlocked.Exchange(ref lost, 0));

    private bool Add(in CallRecord record)
    {
        lock (gate)
        {
            if (closed)
            {
                return false;
            }

            var chained = CallChain.Append(head, record);
            head = chained.Head;
            filling.Add(chained);
            waiting++;
            if (filling.Count == options.Batch)
            {
                full.Enqueue(filling);
                filling = Empty();
            }

            if (waiting == 1 || filling.Count == 0)
            {
                news.Writer.TryWrite(true);
            }

            return true;
        }
    }

    private ICallBatch Empty()
    {
        var empty = spare ?? store.NewBatch();
        spare = null;
        return empty;
    }

    // No record may fail.
    private KeptAttributes? KeptOf(in CallRecord record)
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

    private bool Take()
    {
        if (Interlocked.Increment(ref taken) <= options.Buffer)
        {
            return true;
        }

        Interlocked.Decrement(ref taken);
        return false;
    }
}
