namespace McpPlatform.Gateway.Upstreams;

/// <summary>Hears from one upstream that its lists or resources have changed.</summary>
internal interface IUpstreamWatch : IAsyncDisposable
{
    /// <summary>Wants to hear of a resource, too; as often as it is asked, so often must it be taken back.</summary>
    /// <exception cref="Protocol.McpErrorException">The upstream refuses, or cannot be reached.</exception>
    Task SubscribeAsync(string uri, CancellationToken cancellationToken);

    Task UnsubscribeAsync(string uri, CancellationToken cancellationToken);

    /// <summary>Takes a wish back, if the upstream can still be told: one that is gone tells nothing any more.</summary>
    async Task TryUnsubscribeAsync(string uri)
    {
        try
        {
            await UnsubscribeAsync(uri, CancellationToken.None);
        }
        catch (Protocol.McpErrorException)
        {
            // Gone.
        }
    }
}

/// <summary>Counts who wants to hear of which resource.</summary>
internal sealed class WatchedResources
{
    private readonly Dictionary<string, int> wanted = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public IReadOnlyList<string> All
    {
        get
        {
            lock (gate)
            {
                return [.. wanted.Keys];
            }
        }
    }

    /// <summary>Whether it is the first to want it.</summary>
    public bool Add(string uri)
    {
        lock (gate)
        {
            wanted[uri] = wanted.GetValueOrDefault(uri) + 1;
            return wanted[uri] == 1;
        }
    }

    /// <summary>Whether it was the last to want it.</summary>
    public bool Remove(string uri)
    {
        lock (gate)
        {
            if (!wanted.TryGetValue(uri, out var count))
            {
                return false;
            }

            wanted[uri] = count - 1;
            return count == 1 && wanted.Remove(uri);
        }
    }
}
