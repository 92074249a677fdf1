using System.Threading.Channels;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Wire;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>Writes a link within the process: a bounded channel to the sink, nothing serialized.</summary>
internal sealed class InProcessWriter : ISegmentWriter
{
    private readonly ISegmentSink sink;
    private readonly CancellationTokenSource closing = new();
    private readonly AckWindow window = new(WireFormat.Window);
    private readonly Channel<Segment> channel = Channel.CreateBounded<Segment>(
        new BoundedChannelOptions(WireFormat.Window) { SingleReader = true, SingleWriter = true });
    private readonly Task<long> pumping;

    public InProcessWriter(ISegmentSink sink, DataPlaneOptions options, TimeProvider time)
    {
        this.sink = sink;
        pumping = Task.Run(() => PumpAsync(options, time), CancellationToken.None);
    }

    /// <inheritdoc/>
    public event Action<long, StageCounts>? Committed;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Segment segment, CancellationToken cancellationToken)
    {
        await window.EnterAsync(segment.Number, cancellationToken);
        await channel.Writer.WriteAsync(segment, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CompleteAsync(CancellationToken cancellationToken)
    {
        channel.Writer.TryComplete();
        return await pumping.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        channel.Writer.TryComplete();

        // Its failure was thrown to the writer; here only its end matters.
        await ((Task)pumping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await sink.DisposeAsync();
        window.Dispose();
        closing.Dispose();
    }

    private async Task<long> PumpAsync(DataPlaneOptions options, TimeProvider time)
    {
        try
        {
            return await new SinkPump(sink, options, time, AcknowledgeAsync).RunAsync(channel.Reader, closing.Token);
        }
        catch (Exception exception)
        {
            var failure = Failures.AsConnectorException(exception, closing.Token);
            if (failure is ConnectorException known)
            {
                window.Fail(known);
            }

            throw failure;
        }
    }

    private ValueTask AcknowledgeAsync(long number, StageCounts staged)
    {
        window.Acknowledge(number);
        Committed?.Invoke(number, staged);
        return ValueTask.CompletedTask;
    }
}
