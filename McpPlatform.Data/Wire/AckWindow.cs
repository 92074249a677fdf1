namespace McpPlatform.Data.Wire;

/// <summary>Lets at most so many segments be under way. A sender enters with each; an acknowledgement makes room; a failure wakes and refuses all.</summary>
/// <param name="size">Most segments under way.</param>
public sealed class AckWindow(int size) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<long> underWay = new();
    private readonly SemaphoreSlim room = new(size);
    private readonly CancellationTokenSource failed = new();
    private ConnectorException? failure;

    /// <summary>Waits for room.</summary>
    /// <param name="number">Number of the segment that will be sent.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConnectorException">The other side failed.</exception>
    public async ValueTask EnterAsync(long number, CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, failed.Token);
        try
        {
            await room.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            ThrowIfFailed();
        }

        lock (gate)
        {
            underWay.Enqueue(number);
        }
    }

    /// <summary>Makes the room of segments up to a number free.</summary>
    /// <param name="number">The number.</param>
    public void Acknowledge(long number)
    {
        var freed = 0;
        lock (gate)
        {
            while (underWay.TryPeek(out var next) && next <= number)
            {
                underWay.Dequeue();
                freed++;
            }
        }

        if (freed > 0)
        {
            room.Release(freed);
        }
    }

    /// <summary>Says that the other side failed; only the first failure counts.</summary>
    /// <param name="exception">Why.</param>
    public void Fail(ConnectorException exception)
    {
        if (Interlocked.CompareExchange(ref failure, exception, null) is null)
        {
            failed.Cancel();
        }
    }

    /// <summary>Throws the failure, if there was one.</summary>
    public void ThrowIfFailed()
    {
        if (failure is { } cause)
        {
            throw new ConnectorException(cause.Failure, cause.Message, cause);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        room.Dispose();
        failed.Dispose();
    }
}
