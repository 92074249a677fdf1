using System.Runtime.CompilerServices;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Wire;

/// <summary>Reads the segments of a link over a connection, acknowledging each when the next is asked for.</summary>
/// <param name="channel">The connection, greeted.</param>
public sealed class WireSegmentReader(FrameChannel channel) : ISegmentReader
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Segment> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = 0L;
        while (await WireFailures.ReceiveAsync(channel, cancellationToken) is { } frame)
        {
            switch (frame)
            {
                case Frame.Data data when last == 0 || data.Segment.Number == last + 1:
                    last = data.Segment.Number;
                    yield return data.Segment;
                    await WireFailures.SendAsync(channel, new Frame.Ack(last, default), cancellationToken);
                    break;
                case Frame.End end when last == 0 || end.Number == last:
                    yield break;
                default:
                    throw new ConnectorException(FailureClass.System, $"A frame came out of turn after segment {last}.");
            }
        }

        throw new ConnectorException(FailureClass.Transient, $"The connector closed the data link after segment {last}, before the end.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => channel.DisposeAsync();
}
