using System.Collections.Concurrent;
using System.Globalization;

namespace McpPlatform.Gateway.Agents;

/// <summary>The streams of a session over Streamable HTTP: one for each request, and one for what belongs to none.</summary>
internal sealed class EventStreams
{
    private const int MaxStreams = 64;
    private readonly ConcurrentDictionary<string, EventStream> streams = new(StringComparer.Ordinal);
    private long last;
    private int listening;

    /// <summary>The stream for what belongs to no request.</summary>
    public EventStream Unrequested { get; } = new("0");

    /// <summary>Whether the caller may read <see cref="Unrequested"/>; one may at a time.</summary>
    public bool TryListen() => Interlocked.CompareExchange(ref listening, 1, 0) == 0;

    public void EndListening() => Volatile.Write(ref listening, 0);

    public EventStream Create() => new(Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture));

    /// <summary>Keeps a stream until it was read to its end, for an agent that comes back to it.</summary>
    public void Keep(EventStream stream) => streams[stream.Id] = stream;

    public EventStream? Find(string stream) => stream == Unrequested.Id ? Unrequested : streams.GetValueOrDefault(stream);

    /// <summary>Forgets a stream that was read to its end, and the oldest that never were.</summary>
    public void Forget(EventStream stream)
    {
        streams.TryRemove(stream.Id, out _);
        foreach (var old in streams.Values.Where(s => s.IsComplete).OrderByDescending(s => s.Id.Length).ThenByDescending(s => s.Id).Skip(MaxStreams))
        {
            streams.TryRemove(old.Id, out _);
        }
    }
}
