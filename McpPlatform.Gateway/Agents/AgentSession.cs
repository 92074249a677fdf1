using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>A session of a legacy agent. It belongs to one principal; no other key can use it.</summary>
internal sealed class AgentSession(string id, Principal owner, AgentProfile profile, TimeProvider time) : IDisposable
{
    private const int MaxStreams = 64;

    private readonly CancellationTokenSource closed = new();
    private readonly ConcurrentDictionary<string, EventStream> streams = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Envelope>> asked = new(StringComparer.Ordinal);
    private long lastStream;
    private long lastAsked;
    private long lastUsed = time.GetTimestamp();
    private int requests;
    private int listening;

    public string Id => id;

    public Principal Owner => owner;

    public AgentProfile Profile => profile;

    public LogSetting Log { get; } = new();

    /// <summary>The stream for what belongs to no request.</summary>
    public EventStream Unrequested { get; } = new("0");

    /// <summary>Ends when the session is closed.</summary>
    public CancellationToken Closed => closed.Token;

    public bool IsBusy => Volatile.Read(ref requests) > 0;

    public TimeSpan Idle => IsBusy ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref lastUsed));

    /// <summary>Marks the session as in use until the result is disposed.</summary>
    public IDisposable Use()
    {
        Interlocked.Increment(ref requests);
        return new Usage(this);
    }

    /// <summary>Whether the caller may read <see cref="Unrequested"/>; one may at a time.</summary>
    public bool TryListen() => Interlocked.CompareExchange(ref listening, 1, 0) == 0;

    public void EndListening() => Volatile.Write(ref listening, 0);

    public EventStream OpenStream()
    {
        var stream = new EventStream(Interlocked.Increment(ref lastStream).ToString(CultureInfo.InvariantCulture));
        streams[stream.Id] = stream;
        return stream;
    }

    public EventStream? FindStream(string stream) => stream == Unrequested.Id ? Unrequested : streams.GetValueOrDefault(stream);

    /// <summary>Forgets a stream that was read to its end, and the oldest that never were.</summary>
    public void Forget(EventStream stream)
    {
        streams.TryRemove(stream.Id, out _);
        foreach (var old in streams.Values.Where(s => s.IsComplete).OrderByDescending(s => s.Id.Length).ThenByDescending(s => s.Id).Skip(MaxStreams))
        {
            streams.TryRemove(old.Id, out _);
        }
    }

    /// <summary>Begins a call that the agent can cancel by the id of its request.</summary>
    /// <exception cref="McpErrorException">A request with this id is under way.</exception>
    public CancellationTokenSource BeginCall(ReadOnlyMemory<byte> request)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(closed.Token);
        if (calls.TryAdd(Key(request), stop))
        {
            return stop;
        }

        stop.Dispose();
        throw new McpErrorException(ErrorCodes.InvalidRequest, "A request with this id is under way already.");
    }

    public void EndCall(ReadOnlyMemory<byte> request)
    {
        if (calls.TryRemove(Key(request), out var stop))
        {
            stop.Dispose();
        }
    }

    public void Cancel(ReadOnlyMemory<byte> request)
    {
        if (!request.IsEmpty && calls.TryGetValue(Key(request), out var stop))
        {
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended.
            }
        }
    }

    /// <summary>Asks the agent on a stream and waits for its answer.</summary>
    public async Task<Envelope> AskAsync(EventStream on, string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        var id = MessageWriter.Id(Interlocked.Increment(ref lastAsked));
        var question = Key(id);
        var answer = new TaskCompletionSource<Envelope>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[question] = answer;
        try
        {
            on.Append(MessageWriter.Request(id, method, parameters));
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            asked.TryRemove(question, out _);
        }
    }

    /// <summary>Takes an answer of the agent; whether it was waited for.</summary>
    public bool TryAnswer(Envelope answer) => asked.TryRemove(Key(answer.Id), out var waiting) && waiting.TrySetResult(answer);

    public void Dispose()
    {
        closed.Cancel();
        Unrequested.Complete();
    }

    private static string Key(ReadOnlyMemory<byte> id) => Encoding.UTF8.GetString(id.Span);

    private sealed class Usage(AgentSession session) : IDisposable
    {
        public void Dispose()
        {
            Volatile.Write(ref session.lastUsed, session.Now());
            Interlocked.Decrement(ref session.requests);
        }
    }

    private long Now() => time.GetTimestamp();
}
