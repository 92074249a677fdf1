using System.Runtime.CompilerServices;
using System.Threading.Channels;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>Reads a link within the process: a bounded channel between the connector and the reader, nothing serialized.</summary>
/// <param name="connector">The connector.</param>
/// <param name="request">Which rows.</param>
internal sealed class InProcessReader(IConnector connector, ReadRequest request) : ISegmentReader
{
    /// <summary>Enough that the connector reads on while the other side works; more would only cost memory.</summary>
    private const int Ahead = 3;
    private readonly CancellationTokenSource closing = new();
    private readonly Channel<Segment> channel = Channel.CreateBounded<Segment>(
        new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
    private Task producing = Task.CompletedTask;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Segment> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        producing = Task.Run(ProduceAsync, CancellationToken.None);
        await foreach (var segment in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return segment;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await producing;
        closing.Dispose();
    }

    private async Task ProduceAsync()
    {
        try
        {
            await foreach (var segment in connector.ReadAsync(request, closing.Token))
            {
                await channel.Writer.WriteAsync(segment, closing.Token);
            }

            channel.Writer.Complete();
        }
        catch (Exception exception)
        {
            channel.Writer.Complete(Failures.AsConnectorException(exception, closing.Token));
        }
    }
}
