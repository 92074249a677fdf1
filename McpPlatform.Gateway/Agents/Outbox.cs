namespace McpPlatform.Gateway.Agents;

/// <summary>
/// All that goes to an agent over one connection, in order. Calls wait while much is unread, so that a fast server waits for a slow agent; of news,
/// which nobody waits with, there may be as much more as fits into one large message. Beyond that the agent is not reading.
/// </summary>
/// <param name="largest">Size of the largest message in bytes.</param>
/// <param name="unread">Told when there is no room for news.</param>
internal sealed class Outbox(int largest, Action unread) : IOutgoing
{
    private const int MaxWaiting = 1_000;
    private const int RoomyBytes = 1_048_576;
    private readonly Lock gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> waiting = new();
    private TaskCompletionSource? changed;
    private long bytes;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (TryAdd(message, RoomyBytes) is { } full)
        {
            await full.WaitAsync(cancellationToken);
        }
    }

    public ValueTask AnswerAsync(Answer? answer, CancellationToken cancellationToken) =>
        answer is { } given ? SendAsync(given.ToMessage(), cancellationToken) : ValueTask.CompletedTask;

    public void Post(ReadOnlyMemory<byte> message)
    {
        if (TryAdd(message, RoomyBytes + largest) is not null)
        {
            unread();
        }
    }

    /// <summary>The next message; empty when none came within the patience.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!TryTake(out var message, out var signal))
        {
            await signal.WaitAsync(patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            TryTake(out message, out _);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return message;
    }

    // What to wait for where it was not added.
    private Task? TryAdd(ReadOnlyMemory<byte> message, long room)
    {
        lock (gate)
        {
            if (waiting.Count >= MaxWaiting || bytes >= room)
            {
                return Change();
            }

            waiting.Enqueue(message);
            bytes += message.Length;
            Signal();
            return null;
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> message, out Task signal)
    {
        lock (gate)
        {
            if (!waiting.TryDequeue(out message))
            {
                signal = Change();
                return false;
            }

            bytes -= message.Length;
            Signal();
            signal = Task.CompletedTask;
            return true;
        }
    }

    private Task Change() => (changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Signal()
    {
        changed?.TrySetResult();
        changed = null;
    }
}
