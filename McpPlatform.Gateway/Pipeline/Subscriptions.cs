using System.Text.Json;
using System.Threading.Channels;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// What agents want to hear of. Lists are the gateway's own, so it tells of their changes itself. Where both sides are legacy a subscription
/// belongs to the agent's session at the upstream; else a resource is watched once, however many agents want to hear of it.
/// </summary>
internal sealed class Subscriptions(UpstreamDirectory directory, ChangeFeed feed, SessionSubscriptions sessions)
{
    private const int MaxWaiting = 1_000;

    /// <summary><c>resources/subscribe</c>.</summary>
    public async Task<Reply> SubscribeAsync(Call call, CancellationToken cancellationToken)
    {
        var watch = await WatchForAsync(call, call.Offer!.Upstream!, cancellationToken);
        if (sessions.Add(call.Session, call.Name!, watch))
        {
            try
            {
                await watch.SubscribeAsync(call.Name!, cancellationToken);
            }
            catch
            {
                sessions.Remove(call.Session, call.Name!);
                throw;
            }
        }

        return Reply.Empty;
    }

    /// <summary><c>resources/unsubscribe</c>.</summary>
    public async Task<Reply> UnsubscribeAsync(Call call, CancellationToken cancellationToken)
    {
        if (sessions.Remove(call.Session, call.Name!) is { } watch)
        {
            await watch.UnsubscribeAsync(call.Name!, cancellationToken);
        }

        return Reply.Empty;
    }

    /// <summary><c>subscriptions/listen</c>: goes on until the agent leaves or the gateway stops, and then ends in order.</summary>
    public async Task<Reply> ListenAsync(Call call, CancellationToken cancellationToken)
    {
        var filter = ListenFilter.Read(JsonMembers.Find(call.Request.Params, "notifications"u8));
        var news = Channel.CreateBounded<Change>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        using var subscription = feed.Subscribe(call.By.Tenant, change => _ = filter.Wants(change) && news.Writer.TryWrite(change));
        var watched = await WatchAsync(call, filter, cancellationToken);
        try
        {
            await call.Stream.TellAsync(Methods.Acknowledged, Acknowledgment(call, filter, watched.Keys), cancellationToken);
            await TellAsync(call, news.Reader, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The agent left, or the gateway stops: then it is told that this was all.
        }
        finally
        {
            await UnwatchAsync(watched);
        }

        return Reply.Of(Closing(call));
    }

    private static async Task TellAsync(Call call, ChannelReader<Change> news, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitAsync(news, cancellationToken);
            var told = false;
            while (news.TryRead(out var change))
            {
                await call.Stream.TellAsync(MethodOf(change), Params(call, change), cancellationToken);
                told = true;
            }

            if (!told)
            {
                await call.Stream.KeepAliveAsync(cancellationToken);
            }
        }
    }

    private static async Task WaitAsync(ChannelReader<Change> news, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(IAgentStream.KeepAlive);
        try
        {
            await news.WaitToReadAsync(soon.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Quiet for a while.
        }
    }

    /// <summary>Method of the notification that tells of a change.</summary>
    public static string MethodOf(Change change) => change.Kind switch
    {
        ListKind.Tools => Methods.ToolsChanged,
        ListKind.Prompts => Methods.PromptsChanged,
        null => Methods.ResourceUpdated,
        _ => Methods.ResourcesChanged,
    };

    private async Task<IUpstreamWatch> WatchForAsync(Call call, Upstream upstream, CancellationToken cancellationToken) =>
        await upstream.EraAsync(cancellationToken) == Era.Legacy
            ? new LegacyWatch(upstream, call.Session, call.Agent, call.By.Id)
            : await directory.WatchAsync(upstream, cancellationToken);

    private async Task<Dictionary<string, IUpstreamWatch>> WatchAsync(Call call, ListenFilter filter, CancellationToken cancellationToken)
    {
        var watched = new Dictionary<string, IUpstreamWatch>(StringComparer.Ordinal);
        var catalog = await directory.KnownAsync(call.By.Tenant, cancellationToken);
        foreach (var uri in filter.Resources)
        {
            if (catalog.FindResource(uri)?.Upstream is { } upstream && await TryWatchAsync(upstream, uri, cancellationToken) is { } watch)
            {
                watched[uri] = watch;
            }
        }

        return watched;
    }

    // What cannot be watched is left out of the acknowledgment, as the protocol has it.
    private async Task<IUpstreamWatch?> TryWatchAsync(Upstream upstream, string uri, CancellationToken cancellationToken)
    {
        try
        {
            var watch = await directory.WatchAsync(upstream, cancellationToken);
            await watch.SubscribeAsync(uri, cancellationToken);
            return watch;
        }
        catch (McpErrorException)
        {
            return null;
        }
    }

    private static async Task UnwatchAsync(Dictionary<string, IUpstreamWatch> watched)
    {
        foreach (var (uri, watch) in watched)
        {
            await watch.TryUnsubscribeAsync(uri);
        }
    }

    private static ReadOnlyMemory<byte> Acknowledgment(Call call, ListenFilter filter, IReadOnlyCollection<string> watched) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        WriteMeta(writer, call);
        writer.WriteStartObject("notifications"u8);
        filter.Write(writer, watched);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Params(Call call, Change change) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        WriteMeta(writer, call);
        if (change.Uri is not null)
        {
            writer.WriteString("uri"u8, change.Uri);
        }

        writer.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Closing(Call call) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resultType"u8, "complete"u8);
        WriteMeta(writer, call);
        writer.WriteEndObject();
    });

    private static void WriteMeta(Utf8JsonWriter writer, Call call)
    {
        writer.WriteStartObject("_meta"u8);
        writer.WriteRaw(MetaKeys.Subscription, call.Request.Id);
        writer.WriteEndObject();
    }
}
