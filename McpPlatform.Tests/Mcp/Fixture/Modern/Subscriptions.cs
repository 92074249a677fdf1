using System.Collections.Concurrent;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>The subscriptions there are.</summary>
internal sealed class Subscriptions
{
    private readonly ConcurrentDictionary<Subscription, bool> open = new();

    public int Count => open.Count;

    public async Task ServeAsync(Exchange exchange, ModernRequest request)
    {
        var subscription = new Subscription(request);
        open[subscription] = true;
        try
        {
            var stream = await exchange.OpenStreamAsync();
            await foreach (var message in subscription.ReadAsync(exchange.Closed))
            {
                await stream.WriteAsync(message);
            }
        }
        finally
        {
            open.TryRemove(subscription, out _);
        }
    }

    public void Announce(Change change)
    {
        foreach (var subscription in open.Keys)
        {
            subscription.Announce(change);
        }
    }

    public void EndAll()
    {
        foreach (var subscription in open.Keys)
        {
            subscription.End();
        }
    }
}
