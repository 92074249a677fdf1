using System.Collections.Concurrent;
using System.Text;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>A session of a legacy agent. It belongs to one principal and one transport; no other key can use it.</summary>
internal sealed class AgentSession : IDisposable
{
    private readonly TimeProvider time;
    private readonly CancellationTokenSource closed = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Envelope>> asked = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);
    private long lastAsked;
    private long lastUsed;
    private int requests;

    public AgentSession(TimeProvider time)
    {
        this.time = time;
        lastUsed = time.GetTimestamp();
        Calls = new RunningCalls(closed.Token);
    }

    public required string Id { get; init; }

    public required Principal Owner { get; init; }

    public required AgentProfile Profile { get; init; }

    /// <summary>How the agent came; see <see cref="AgentTransports"/>.</summary>
    public required string Transport { get; init; }

    /// <summary>Where goes what belongs to no request.</summary>
    public required IOutgoing News { get; init; }

    /// <summary>The streams that requests are answered on; <see langword="null"/> where one connection carries everything.</summary>
    public EventStreams? Streams { get; init; }

    public LogSetting Log { get; } = new();

    public RunningCalls Calls { get; }

    /// <summary>Ends when the session is closed.</summary>
    public CancellationToken Closed => closed.Token;

    public bool IsBusy => Volatile.Read(ref requests) > 0;

    public TimeSpan Idle => IsBusy ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref lastUsed));

    /// <summary>Marks the session as in use until the result is disposed.</summary>
    public Usage Use()
    {
        Interlocked.Increment(ref requests);
        return new Usage(this);
    }

    /// <summary>Asks the agent and waits for its answer; a question nobody waits for any more is taken back (2025-11-25, Lifecycle: Timeouts).</summary>
    public async Task<Envelope> AskAsync(IOutgoing on, string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref lastAsked);
        var id = MessageWriter.Id(number);
        var question = Key(id);
        var answer = new TaskCompletionSource<Envelope>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[question] = answer;
        try
        {
            await on.SendAsync(MessageWriter.Request(id, method, parameters), cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            on.Post(Cancellation.Of(number, "Nobody waits for the answer any more."));
            throw;
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
        Streams?.Dispose();
    }

    private static string Key(ReadOnlyMemory<byte> id) => Encoding.UTF8.GetString(id.Span);

    /// <summary>A use of a session.</summary>
    public readonly struct Usage(AgentSession session) : IDisposable
    {
        public void Dispose()
        {
            Volatile.Write(ref session.lastUsed, session.time.GetTimestamp());
            Interlocked.Decrement(ref session.requests);
        }
    }
}
