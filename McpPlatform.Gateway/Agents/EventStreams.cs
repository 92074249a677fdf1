namespace McpPlatform.Gateway.Agents;

/// <summary>The streams of a session over Streamable HTTP: one for each request, and one for what belongs to none.</summary>
internal sealed class EventStreams : IDisposable
{
    private const int MaxStreams = 64;
    private const long MaxBytes = 32 * 1_024 * 1_024;
    private readonly Lock gate = new();
    private readonly Dictionary<long, EventStream> streams = [];
    private readonly KeptBytes bytes;
    private long last;
    private int listening;
    private bool ended;

    /// <summary>Begins with no streams.</summary>
    /// <param name="all">Bytes that all sessions keep.</param>
    public EventStreams(KeptBytes all)
    {
        bytes = new KeptBytes(MaxBytes, all);
        Unrequested = new EventStream(0, bytes);
    }

    /// <summary>The stream for what belongs to no request.</summary>
    public EventStream Unrequested { get; }

    /// <summary>Whether the caller may read <see cref="Unrequested"/>; one may at a time.</summary>
    public bool TryListen() => Interlocked.CompareExchange(ref listening, 1, 0) == 0;

    /// <summary>Whether somebody reads <see cref="Unrequested"/>.</summary>
    public bool IsListened => Volatile.Read(ref listening) != 0;

    public void EndListening() => Volatile.Write(ref listening, 0);

    public EventStream Create() => new(Interlocked.Increment(ref last), bytes);

    /// <summary>Keeps a stream until it was read to its end, for an agent that comes back to it. Of those that never were, the oldest go.</summary>
    public void Keep(EventStream stream)
    {
        lock (gate)
        {
            streams[stream.Id] = stream;
            if (streams.Count > MaxStreams || bytes.IsOver)
            {
                ForgetOldest();
            }
        }

        if (ended)
        {
            Dispose();
        }
    }

    /// <summary>Comes every few seconds: a response that is long in coming becomes a stream, which can be resumed and is not taken for dead.</summary>
    public void Tick()
    {
        EventStream[] all;
        lock (gate)
        {
            if (streams.Count == 0)
            {
                return;
            }

            all = [.. streams.Values];
        }

        foreach (var stream in all)
        {
            stream.Tick();
        }
    }

    public EventStream? Find(long stream)
    {
        lock (gate)
        {
            return stream == Unrequested.Id ? Unrequested : streams.GetValueOrDefault(stream);
        }
    }

    /// <summary>Forgets a stream that was read to its end.</summary>
    public void Forget(EventStream stream)
    {
        lock (gate)
        {
            streams.Remove(stream.Id);
        }

        stream.Dispose();
    }

    /// <summary>Ends all of them: nothing is kept any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            foreach (var stream in streams.Values)
            {
                stream.Dispose();
            }

            streams.Clear();
        }

        Unrequested.Dispose();
    }

    private void ForgetOldest()
    {
        foreach (var old in streams.Values.Where(s => s.IsComplete).OrderBy(s => s.Id).ToList())
        {
            if (streams.Count <= MaxStreams && !bytes.IsOver)
            {
                return;
            }

            streams.Remove(old.Id);
            old.Dispose();
        }
    }
}
