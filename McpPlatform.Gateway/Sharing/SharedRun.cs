using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Sharing;

/// <summary>For whom the answer of a shared execution is.</summary>
internal enum Audience
{
    /// <summary>For all who wait for it.</summary>
    All,

    /// <summary>For the caller on whose behalf it was executed, in all its calls.</summary>
    Owner,

    /// <summary>For the call alone that began it.</summary>
    First,
}

/// <summary>What came of a shared execution.</summary>
/// <param name="Reply">The answer.</param>
/// <param name="For">For whom.</param>
/// <param name="Owner">On whose behalf it was executed.</param>
internal sealed record SharedAnswer(Reply Reply, Audience For, string Owner);

/// <summary>
/// One execution for which several calls wait. It belongs to none of them: it goes on while one of them still waits, and ends with the last. What the
/// server tells meanwhile is told nobody, and where it asks something, nobody of them can answer for the others: then each is executed by itself.
/// </summary>
internal sealed class SharedRun : IAgentStream, IDisposable
{
    private readonly TaskCompletionSource<SharedAnswer?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private int waiting = 1;
    private bool isOver;

    /// <summary>What came of it; <see langword="null"/> where each has to be executed by itself.</summary>
    public Task<SharedAnswer?> Answer => answer.Task;

    /// <summary>Nobody waits for it any more, or it cannot be shared after all.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>Whether the server asked something.</summary>
    public bool WasAsked { get; private set; }

    /// <summary>Waits for it too, unless everybody has left it.</summary>
    public bool TryJoin()
    {
        lock (gate)
        {
            waiting += waiting > 0 ? 1 : 0;
            return waiting > 0;
        }
    }

    /// <summary>Waits no more.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (--waiting == 0 && !isOver)
            {
                _ = stop.CancelAsync();
            }
        }
    }

    public void End(SharedAnswer? came) => answer.TrySetResult(came);

    public void Fail(Exception exception) => answer.TrySetException(exception);

    public ValueTask TellAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async Task<Envelope> AskAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        WasAsked = true;
        await stop.CancelAsync();
        throw new OperationCanceledException();
    }

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            stop.Dispose();
        }
    }
}
