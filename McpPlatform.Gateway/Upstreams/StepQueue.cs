using System.Threading.Tasks.Sources;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// What an upstream says to one call, in order: several may bring, one takes. Whoever waits goes on in the thread that brings the step: nothing that
/// follows blocks, and another thread would be one more turn of all calls.
/// </summary>
internal sealed class StepQueue : IValueTaskSource<UpstreamStep>
{
    private readonly Lock gate = new();
    private Queue<UpstreamStep>? kept;
    private ManualResetValueTaskSourceCore<UpstreamStep> taker;
    private CancellationTokenRegistration givesUp;
    private Exception? end;
    private bool isAwaited;
    private bool isOver;

    /// <summary>How many steps nobody has taken yet.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return kept?.Count ?? 0;
            }
        }
    }

    /// <summary>Brings a step; after the last one, or the end, none is taken any more.</summary>
    /// <returns>Whether it is taken.</returns>
    public bool Add(UpstreamStep step, bool isLast = false)
    {
        lock (gate)
        {
            if (isOver)
            {
                return false;
            }

            isOver = isLast;
            if (!isAwaited)
            {
                (kept ??= new()).Enqueue(step);
                return true;
            }

            isAwaited = false;
        }

        taker.SetResult(step);
        return true;
    }

    /// <summary>Ends it: once all steps are taken, whoever wants another gets this.</summary>
    public void End(Exception exception)
    {
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            (isOver, end) = (true, exception);
            if (!isAwaited)
            {
                return;
            }

            isAwaited = false;
        }

        taker.SetException(exception);
    }

    /// <summary>Takes the next step, or waits for it. One may wait at a time.</summary>
    public ValueTask<UpstreamStep> TakeAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (kept is not null && kept.TryDequeue(out var step))
            {
                return ValueTask.FromResult(step);
            }

            if (end is not null)
            {
                return ValueTask.FromException<UpstreamStep>(end);
            }

            taker.Reset();
            isAwaited = true;
        }

        givesUp = cancellationToken.UnsafeRegister(static (queue, token) => ((StepQueue)queue!).GiveUp(token), this);
        return new ValueTask<UpstreamStep>(this, taker.Version);
    }

    UpstreamStep IValueTaskSource<UpstreamStep>.GetResult(short token)
    {
        givesUp.Dispose();
        return taker.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<UpstreamStep>.GetStatus(short token) => taker.GetStatus(token);

    void IValueTaskSource<UpstreamStep>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => taker.OnCompleted(continuation, state, token, flags);

    private void GiveUp(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!isAwaited)
            {
                return;
            }

            isAwaited = false;
        }

        taker.SetException(new OperationCanceledException(cancellationToken));
    }
}
