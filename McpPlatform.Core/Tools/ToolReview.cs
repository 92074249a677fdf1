namespace McpPlatform.Core.Tools;

/// <summary>Reviews what an upstream offers each time it is read: only what is new or different is inspected and noted.</summary>
/// <param name="tools">Where tools are kept.</param>
/// <param name="inspector">Looks at definitions.</param>
public sealed class ToolReview(IToolStore tools, IDefinitionInspector inspector) : IDisposable
{
    private const int AtOnce = 2;

    // Each inspection looks at the names of all tools there are. Hundreds at once would all take too long, give up and begin again.
    private readonly SemaphoreSlim turns = new(AtOnce);

    /// <summary>Reviews all tools of an upstream.</summary>
    /// <param name="offer">What it offers.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What is decided about each tool, by name; <see cref="ToolPin.Allows"/> says whether agents may be offered it.</returns>
    public async Task<IReadOnlyDictionary<string, ToolPin>> ReviewAsync(UpstreamOffer offer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offer);
        var pins = await tools.PinsAsync(offer.Tenant, offer.Upstream, cancellationToken);
        var different = offer.Tools.Where(t => !(pins.TryGetValue(t.Name, out var pin) && !pin.IsWithdrawn && pin.CurrentHash == t.Hash)).ToList();
        var names = offer.Tools.Select(t => t.Name).ToHashSet();
        var gone = pins.Values.Where(p => !p.IsWithdrawn && !names.Contains(p.Name)).Select(p => p.Name).ToList();
        if (different.Count == 0 && gone.Count == 0)
        {
            return pins;
        }

        var seen = await InspectAsync(offer, different, cancellationToken);
        return await tools.SeeAsync(offer.Tenant, offer.Upstream, seen, gone, cancellationToken);
    }

    /// <summary>What is decided by now, without noting anything.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IReadOnlyDictionary<string, ToolPin>> DecidedAsync(string tenant, string upstream, CancellationToken cancellationToken) =>
        tools.PinsAsync(tenant, upstream, cancellationToken);

    /// <summary>Tells whose tools were decided about or seen changed.</summary>
    /// <param name="cancellationToken">Ends the following.</param>
    public IAsyncEnumerable<ToolNews> FollowAsync(CancellationToken cancellationToken) => tools.FollowAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    private async Task<IReadOnlyList<SeenTool>> InspectAsync(UpstreamOffer offer, List<ToolDefinition> different, CancellationToken cancellationToken)
    {
        if (different.Count == 0)
        {
            return [];
        }

        await turns.WaitAsync(cancellationToken);
        try
        {
            var neighbours = await tools.NeighboursAsync(offer.Tenant, offer.Upstream, cancellationToken);
            return inspector.Inspect(
                different, new ToolSurroundings(offer.Prefix, [.. offer.Tools.Select(t => t.Name)], [.. offer.Platform, .. neighbours]));
        }
        finally
        {
            turns.Release();
        }
    }
}

/// <summary>What an upstream offers.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Upstream">Its name.</param>
/// <param name="Prefix">Before the names of its tools; empty for none.</param>
/// <param name="Tools">All its tools.</param>
/// <param name="Platform">The platform's own tools.</param>
public sealed record UpstreamOffer(string Tenant, string Upstream, string Prefix, IReadOnlyList<ToolDefinition> Tools, IReadOnlyList<ToolName> Platform);
