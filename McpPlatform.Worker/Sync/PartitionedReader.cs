using System.Runtime.CompilerServices;
using System.Threading.Channels;
using McpPlatform.Data;

namespace McpPlatform.Worker.Sync;

/// <summary>
/// Reads the partitions of a stream side by side as one: segments are numbered anew in the order they arrive, and lose their cursor,
/// because a place in one partition says nothing about the others. Each partition holds at most one segment that nobody has taken yet.
/// </summary>
/// <param name="partitions">The partitions.</param>
/// <param name="open">Opens one.</param>
internal sealed class PartitionedReader(
    IReadOnlyList<string> partitions, Func<string, CancellationToken, Task<ISegmentReader>> open) : ISegmentReader
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Segment> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arrived = Channel.CreateBounded<Segment>(1);
        var reading = ReadPartitionsAsync(arrived.Writer, work);
        try
        {
            var number = 0L;
            await foreach (var segment in arrived.Reader.ReadAllAsync(cancellationToken))
            {
                yield return segment with { Number = ++number, Cursor = null };
            }
        }
        finally
        {
            await work.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ReadPartitionsAsync(ChannelWriter<Segment> arrived, CancellationTokenSource work)
    {
        try
        {
            await Task.WhenAll(partitions.Select(p => ReadAsync(p, arrived, work)));
            arrived.Complete();
        }
        catch (Exception e)
        {
            // The first failure reaches the reader through the channel; it ends the other partitions too.
            arrived.TryComplete(e);
        }
    }

    private async Task ReadAsync(string partition, ChannelWriter<Segment> arrived, CancellationTokenSource work)
    {
        try
        {
            await using var reader = await open(partition, work.Token);
            await foreach (var segment in reader.ReadAllAsync(work.Token))
            {
                await arrived.WriteAsync(segment, work.Token);
            }
        }
        catch (Exception e)
        {
            arrived.TryComplete(e);
            await work.CancelAsync();
            throw;
        }
    }
}
