namespace McpPlatform.Gateway.Queueing;

/// <summary>
/// Tells from how long work waits whether there is too much of it. A burst makes some of it wait; only where the least wait stays over a target for
/// a whole interval is there a queue that stands. That is the measure of CoDel (Nichols and Jacobson, RFC 8289, 3), with its ratio of target to
/// interval; it is answered by refusing newcomers, as servers do, and not by dropping who has waited (Maurer, Fail at Scale, ACM Queue 13/8).
/// </summary>
/// <param name="target">The wait that is tolerable for long.</param>
/// <param name="time">The clock.</param>
internal sealed class ControlledDelay(TimeSpan target, TimeProvider time)
{
    private const int IntervalInTargets = 10;
    private readonly TimeSpan interval = target * IntervalInTargets;
    private long since;

    /// <summary>0 where all is well, 1 where the least wait has been over the target for an interval, 2 after three of them.</summary>
    public int Level
    {
        get
        {
            var began = Volatile.Read(ref since);
            var over = began == 0 ? TimeSpan.Zero : time.GetElapsedTime(began);
            return over < interval ? 0 : over < 3 * interval ? 1 : 2;
        }
    }

    /// <summary>Notes how long something waited.</summary>
    public void Note(TimeSpan wait)
    {
        if (wait < target)
        {
            NoteNone();
        }
        else
        {
            NoteAtLeast(wait);
        }
    }

    /// <summary>Notes how long something has waited that still waits.</summary>
    public void NoteAtLeast(TimeSpan wait)
    {
        if (wait >= target && Volatile.Read(ref since) == 0)
        {
            Interlocked.CompareExchange(ref since, Math.Max(1, time.GetTimestamp()), 0);
        }
    }

    /// <summary>Notes that something did not wait.</summary>
    public void NoteNone()
    {
        // Written only when it changes, so that processors do not fight over it.
        if (Volatile.Read(ref since) != 0)
        {
            Volatile.Write(ref since, 0);
        }
    }
}
