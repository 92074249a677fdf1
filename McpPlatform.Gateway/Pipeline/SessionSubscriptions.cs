using System.Collections.Concurrent;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Which resources sessions of legacy agents have subscribed to.</summary>
internal sealed class SessionSubscriptions
{
    private readonly ConcurrentDictionary<(string Session, string Uri), IUpstreamWatch> held = new();

    public bool Has(string session, string uri) => held.ContainsKey((session, uri));

    /// <summary>Whether it was not subscribed to before.</summary>
    public bool Add(string session, string uri, IUpstreamWatch watch) => held.TryAdd((session, uri), watch);

    /// <summary>The watch that was held; <see langword="null"/> for none.</summary>
    public IUpstreamWatch? Remove(string session, string uri) => held.TryRemove((session, uri), out var watch) ? watch : null;

    /// <summary>Ends all subscriptions of a session.</summary>
    public async Task EndAsync(string session)
    {
        foreach (var (key, _) in held)
        {
            if (key.Session == session && held.TryRemove(key, out var watch))
            {
                await watch.TryUnsubscribeAsync(key.Uri);
            }
        }
    }
}
