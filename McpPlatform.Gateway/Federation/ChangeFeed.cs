using System.Collections.Concurrent;

namespace McpPlatform.Gateway.Federation;

/// <summary>Something that agents may have been told is different now.</summary>
/// <param name="Kind">Which list; <see langword="null"/> for a resource.</param>
/// <param name="Uri">Which resource; <see langword="null"/> for a list.</param>
internal sealed record Change(ListKind? Kind, string? Uri);

/// <summary>Tells sessions and listeners of a tenant what has changed. Listeners must not wait.</summary>
internal sealed class ChangeFeed
{
    private readonly ConcurrentDictionary<Subscription, byte> subscriptions = new();

    public IDisposable Subscribe(string tenant, Action<Change> listener)
    {
        var subscription = new Subscription(this, tenant, listener);
        subscriptions[subscription] = 0;
        return subscription;
    }

    public void Publish(string tenant, Change change)
    {
        foreach (var (subscription, _) in subscriptions)
        {
            if (subscription.Tenant == tenant)
            {
                subscription.Listener(change);
            }
        }
    }

    private sealed class Subscription(ChangeFeed feed, string tenant, Action<Change> listener) : IDisposable
    {
        public string Tenant => tenant;

        public Action<Change> Listener => listener;

        public void Dispose() => feed.subscriptions.TryRemove(this, out _);
    }
}
