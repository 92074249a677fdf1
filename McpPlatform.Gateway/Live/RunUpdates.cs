using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;

namespace McpPlatform.Gateway.Live;

/// <summary>Merges a run's events and progress. A slow reader waits for events, and misses progress.</summary>
internal sealed class RunUpdates(RunService runs, IEventLog log, IProgressChannel progress, Principal by, Guid runId)
{
    private const int Capacity = 64;
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);

    private readonly Channel<SseItem<byte[]>> merged = Channel.CreateBounded<SseItem<byte[]>>(Capacity);

    public static string Subject(Guid runId) => $"run/{runId}";

    public async IAsyncEnumerable<SseItem<byte[]>> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumps = Task.WhenAll(
            PumpAsync(EventsAsync(after, stop.Token)), PumpAsync(ProgressAsync(stop.Token)), PumpAsync(PingsAsync(stop.Token)));
        try
        {
            await foreach (var item in merged.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pumps;
        }
    }

    // Whatever ends a source, in order or not, ends the stream; the reader sees the error.
    private async Task PumpAsync(Task source)
    {
        try
        {
            await source;
        }
        catch (OperationCanceledException)
        {
            merged.Writer.TryComplete();
        }
        catch (Exception exception)
        {
            merged.Writer.TryComplete(exception);
        }
    }

    private async Task EventsAsync(long after, CancellationToken cancellationToken)
    {
        await foreach (var happened in log.FollowAsync(by.Tenant, after, Subject(runId), cancellationToken))
        {
            var data = JsonSerializer.SerializeToUtf8Bytes(happened, ContractsJson.Default.PlatformEvent);
            var item = new SseItem<byte[]>(data, RunUpdate.EventName) { EventId = happened.Seq.ToString(CultureInfo.InvariantCulture) };
            await merged.Writer.WriteAsync(item, cancellationToken);
            if (happened.Type == EventTypes.RunEnded && await IsOverAsync(happened.Seq, cancellationToken))
            {
                break;
            }
        }

        merged.Writer.TryComplete();
    }

    // A run that ended may have been resumed since.
    private async Task<bool> IsOverAsync(long seq, CancellationToken cancellationToken) =>
        (await runs.GetAsync(by, runId, cancellationToken)).State.IsFinal()
        && (await log.ReadAsync(by.Tenant, seq, Subject(runId), 1, cancellationToken)).Count == 0;

    private async Task ProgressAsync(CancellationToken cancellationToken)
    {
        await foreach (var step in progress.ListenAsync(by.Tenant, runId, cancellationToken))
        {
            var data = JsonSerializer.SerializeToUtf8Bytes(step, ContractsJson.Default.RunProgress);
            merged.Writer.TryWrite(new SseItem<byte[]>(data, RunUpdate.ProgressName));
        }
    }

    // Only writing shows that a reader is gone without having said so.
    private async Task PingsAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PingInterval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            merged.Writer.TryWrite(new SseItem<byte[]>("{}"u8.ToArray(), "ping"));
        }
    }
}
