using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Wire;

/// <summary>Writes the segments of a link over a connection.</summary>
public sealed class WireSegmentWriter : ISegmentWriter
{
    private readonly FrameChannel channel;
    private readonly AckWindow window = new(WireFormat.Window);
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource<long> completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task receiving;
    private long last;

    /// <summary>Begins to write.</summary>
    /// <param name="channel">The connection, greeted.</param>
    public WireSegmentWriter(FrameChannel channel)
    {
        this.channel = channel;
        receiving = ReceiveAsync();
    }

    /// <inheritdoc/>
    public event Action<long, StageCounts>? Committed;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Segment segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        await window.EnterAsync(segment.Number, cancellationToken);
        last = segment.Number;
        await SendAsync(new Frame.Data(segment), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CompleteAsync(CancellationToken cancellationToken)
    {
        await SendAsync(new Frame.End(last), cancellationToken);
        return await completed.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await receiving;
        await channel.DisposeAsync();
        window.Dispose();
        closing.Dispose();
    }

    private async ValueTask SendAsync(Frame frame, CancellationToken cancellationToken)
    {
        try
        {
            await WireFailures.SendAsync(channel, frame, cancellationToken);
        }
        catch (ConnectorException)
        {
            // The peer says why before it closes; that reason is better than "broken pipe".
            await Task.WhenAny(receiving, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
            window.ThrowIfFailed();
            throw;
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await WireFailures.ReceiveAsync(channel, closing.Token) is { } frame)
            {
                if (frame is Frame.Ack ack)
                {
                    window.Acknowledge(ack.Number);
                    Committed?.Invoke(ack.Number, ack.Staged);
                }
                else if (frame is Frame.End end)
                {
                    completed.TrySetResult(end.Number);
                    return;
                }
            }

            Fail(new ConnectorException(FailureClass.Transient, "The connector closed the data link before everything was committed."));
        }
        catch (ConnectorException exception)
        {
            Fail(exception);
        }
        catch (OperationCanceledException)
        {
            completed.TrySetCanceled();
        }
    }

    private void Fail(ConnectorException exception)
    {
        window.Fail(exception);
        completed.TrySetException(exception);
        _ = completed.Task.Exception;
    }
}
