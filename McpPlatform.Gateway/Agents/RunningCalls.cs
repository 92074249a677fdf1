using System.Collections.Concurrent;
using System.Text;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>Requests of one agent that are under way, by their ids, so that it can cancel them.</summary>
internal sealed class RunningCalls
{
    private const int Most = 1_000;
    private readonly ConcurrentDictionary<string, CancellationTokenSource> calls = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);
    private readonly CancellationToken all;
    private int count;

    /// <summary>Begins with none.</summary>
    /// <param name="all">Cancels all of them, and each that begins after.</param>
    public RunningCalls(CancellationToken all)
    {
        this.all = all;

        // Once for all: each call would else be linked to it, which costs more than to go through those that run.
        all.UnsafeRegister(static self => ((RunningCalls)self!).CancelAll(), this);
    }

    /// <summary>Begins a call that the agent can cancel by the id of its request.</summary>
    /// <exception cref="McpErrorException">A request with this id is under way, or too many are.</exception>
    public CancellationTokenSource Begin(ReadOnlyMemory<byte> request)
    {
        var stop = new CancellationTokenSource();
        var problem = Interlocked.Increment(ref count) > Most
            ? new McpError(ErrorCodes.Overloaded, $"{Most} requests are under way already. Wait until some have ended.")
            : calls.TryAdd(Key(request), stop) ? null
            : new McpError(ErrorCodes.InvalidRequest, "A request with this id is under way already.");
        if (problem is null)
        {
            return all.IsCancellationRequested ? Stopped(stop) : stop;
        }

        Interlocked.Decrement(ref count);
        stop.Dispose();
        throw new McpErrorException(problem);
    }

    public void End(ReadOnlyMemory<byte> request)
    {
        if (calls.TryRemove(Key(request), out var stop))
        {
            Interlocked.Decrement(ref count);
            stop.Dispose();
        }
    }

    public void Cancel(ReadOnlyMemory<byte> request)
    {
        if (!request.IsEmpty && calls.TryGetValue(Key(request), out var stop))
        {
            Stopped(stop);
        }
    }

    private void CancelAll()
    {
        foreach (var stop in calls.Values)
        {
            Stopped(stop);
        }
    }

    private static CancellationTokenSource Stopped(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }

        return stop;
    }

    private static string Key(ReadOnlyMemory<byte> id) => Encoding.UTF8.GetString(id.Span);
}
