using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// Watches a modern upstream through one long request (2026-07-28, Subscriptions). Other wishes mean another request, and the old one ends only
/// when the new one stands, so that nothing is missed in between.
/// </summary>
internal sealed class ModernWatch(Upstream upstream, Action<Told> changed, TimeProvider time) : IUpstreamWatch
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly WatchedResources resources = new();
    private readonly SemaphoreSlim changing = new(1);
    private readonly CancellationTokenSource closed = new();
    private CancellationTokenSource? current;
    private Task watching = Task.CompletedTask;

    /// <summary>Begins to hear of changed lists.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => RestartAsync(cancellationToken);

    public Task SubscribeAsync(string uri, CancellationToken cancellationToken) =>
        resources.Add(uri) ? RestartAsync(cancellationToken) : Task.CompletedTask;

    public Task UnsubscribeAsync(string uri, CancellationToken cancellationToken) =>
        resources.Remove(uri) ? RestartAsync(cancellationToken) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await watching;
        closed.Dispose();
        changing.Dispose();
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            var former = (current, watching);
            var stands = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            current = CancellationTokenSource.CreateLinkedTokenSource(closed.Token);
            watching = WatchAsync(stands, current.Token);
            await Task.WhenAny(stands.Task, Task.Delay(Patience, time, cancellationToken));
            stands.TrySetResult();
            if (former.current is not null)
            {
                await former.current.CancelAsync();
                await former.watching;
                former.current.Dispose();
            }
        }
        finally
        {
            changing.Release();
        }
    }

    private async Task WatchAsync(TaskCompletionSource stands, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                // A program that rests is not woken for this: its lists change no more than it does.
                pause = !IsWorthWaking || await ListenAsync(stands, cancellationToken) ? FirstPause : LongestPause;
            }
            catch (McpErrorException)
            {
                // It cannot be reached now; calls say so to those who want something.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            stands.TrySetResult();
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    private bool IsWorthWaking => !upstream.IsAsleep || resources.All.Count > 0;

    /// <returns>Whether the upstream let itself be listened to.</returns>
    private async Task<bool> ListenAsync(TaskCompletionSource stands, CancellationToken cancellationToken)
    {
        await using var call = upstream.Listen(Filter());
        var heard = false;
        while (true)
        {
            switch (await call.NextAsync(cancellationToken))
            {
                case Told { Method: Methods.Acknowledged }:
                    heard = true;
                    if (!stands.TrySetResult())
                    {
                        // It was not listened to for a while, or later than was waited for.
                        changed(new Told(Methods.ToolsChanged, default));
                    }

                    break;
                case Told told:
                    changed(told);
                    break;
                default:
                    return heard;
            }
        }
    }

    private ReadOnlyMemory<byte> Filter() => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("notifications"u8);
        writer.WriteBoolean("toolsListChanged"u8, true);
        writer.WriteBoolean("promptsListChanged"u8, true);
        writer.WriteBoolean("resourcesListChanged"u8, true);
        if (resources.All is { Count: > 0 } uris)
        {
            writer.WriteStartArray("resourceSubscriptions"u8);
            foreach (var uri in uris)
            {
                writer.WriteStringValue(uri);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
