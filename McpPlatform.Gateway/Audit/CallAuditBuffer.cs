using System.Threading.Channels;
using McpPlatform.Core.Audit;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Audit;

/// <summary>
/// Where calls leave their records, and the writer takes them. Room is counted from the reservation until the record is stored, so that the buffer
/// never grows beyond its size, however long PostgreSQL is away.
/// </summary>
internal sealed class CallAuditBuffer(IOptions<CallAuditOptions> options) : ICallAudit
{
    private readonly Channel<CallRecord> records = Channel.CreateBounded<CallRecord>(new BoundedChannelOptions(options.Value.Buffer) { SingleReader = true });
    private readonly int capacity = options.Value.Buffer;
    private readonly bool refuses = options.Value.WhenFull == WhenFull.Refuse;
    private int taken;
    private long refused;
    private long lost;
    private volatile bool closed;

    /// <summary>Records that wait for the writer.</summary>
    public ChannelReader<CallRecord> Waiting => records.Reader;

    /// <summary>Which share of it is taken, 0 to 1.</summary>
    public double Fill => Math.Min(1, (double)Volatile.Read(ref taken) / capacity);

    public bool TryReserve()
    {
        if (!refuses || (!closed && Take()))
        {
            return true;
        }

        Interlocked.Increment(ref refused);
        return false;
    }

    public void Record(CallRecord record)
    {
        if ((refuses || Take()) && records.Writer.TryWrite(record))
        {
            return;
        }

        Interlocked.Increment(ref lost);
    }

    public void Release()
    {
        if (refuses)
        {
            Free(1);
        }
    }

    /// <summary>Makes room again: so many records are stored.</summary>
    public void Free(int stored) => Interlocked.Add(ref taken, -stored);

    /// <summary>Takes no more records; those that wait can still be taken out.</summary>
    public void Close()
    {
        closed = true;
        records.Writer.TryComplete();
    }

    /// <summary>Calls refused and records lost since this was asked last.</summary>
    public (long Refused, long Lost) TakeCounts() => (Interlocked.Exchange(ref refused, 0), Interlocked.Exchange(ref lost, 0));

    private bool Take()
    {
        if (Interlocked.Increment(ref taken) <= capacity)
        {
            return true;
        }

        Interlocked.Decrement(ref taken);
        return false;
    }
}
