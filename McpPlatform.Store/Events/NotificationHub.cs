using System.Collections.Concurrent;
using System.Threading.Channels;
using McpPlatform.Store.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Store.Events;

/// <summary>
/// The one listener of a process. Fans notifications out to subscribers through bounded channels, so that a slow one delays nobody, and
/// connects again when PostgreSQL was restarted; then everyone is woken, since notifications may have been missed.
/// </summary>
internal sealed class NotificationHub(PlatformDatabase database, IOptions<StoreOptions> options, ILogger<NotificationHub> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, Subscription> subscriptions = new();
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the listener has connected for the first time.</summary>
    public Task Listening => listening.Task;

    /// <summary>Hears the payloads of a channel from now on. When more than the capacity wait, the oldest go.</summary>
    public Subscription Subscribe(string channel, int capacity, Func<string, bool>? filter = null)
    {
        var id = Guid.NewGuid();
        var subscription = new Subscription(channel, capacity, filter, () => subscriptions.TryRemove(id, out _));
        subscriptions[id] = subscription;
        return subscription;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Reconnection.KeepUpAsync(ListenAsync, log.ListenerLost, options.Value.ReconnectDelay, stoppingToken);

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenDirectAsync(cancellationToken);
        connection.Notification += (_, e) => Send(e.Channel, e.Payload);
        await using (var listen = new NpgsqlCommand(string.Concat(Channels.All.Select(c => $"LISTEN {c};")), connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        listening.TrySetResult();
        WakeAll();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void WakeAll()
    {
        foreach (var channel in Channels.All.Where(c => c != Channels.Progress))
        {
            Send(channel, "");
        }
    }

    private void Send(string channel, string payload)
    {
        foreach (var (_, subscription) in subscriptions)
        {
            subscription.Offer(channel, payload);
        }
    }

    /// <summary>One subscriber; ends with <see cref="Dispose"/>.</summary>
    internal sealed class Subscription(string channel, int capacity, Func<string, bool>? filter, Action end) : IDisposable
    {
        private readonly Channel<string> payloads =
            Channel.CreateBounded<string>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest });

        public ChannelReader<string> Payloads => payloads.Reader;

        public void Offer(string sentTo, string payload)
        {
            if (sentTo == channel && (filter is null || filter(payload)))
            {
                payloads.Writer.TryWrite(payload);
            }
        }

        /// <summary>Waits for a notification, at most the given time, and takes all that wait.</summary>
        public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(atMost);
            try
            {
                await payloads.Reader.WaitToReadAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return;
            }

            while (payloads.Reader.TryRead(out _))
            {
            }
        }

        public void Dispose() => end();
    }
}
