using System.Collections.Concurrent;

namespace McpPlatform.Tests.Mcp.Fixture.Wire;

/// <summary>The HTTP requests that are being answered.</summary>
internal sealed class Exchanges
{
    private readonly ConcurrentDictionary<Exchange, bool> open = new();

    public void Add(Exchange exchange) => open[exchange] = true;

    public void Remove(Exchange exchange) => open.TryRemove(exchange, out _);

    public void DropStreams() => Drop(exchange => exchange.IsStream);

    public void DropAll() => Drop(_ => true);

    private void Drop(Func<Exchange, bool> which)
    {
        foreach (var exchange in open.Keys.Where(which))
        {
            exchange.Drop();
        }
    }
}
