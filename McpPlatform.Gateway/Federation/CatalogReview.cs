using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;
using McpPlatform.Gateway.Links;

namespace McpPlatform.Gateway.Federation;

/// <summary>
/// What an upstream said it offers, and which of its tools agents may be offered: those whose definition is approved. While nobody can be asked,
/// definitions that were approved before stay and others wait. Calls are never held up by it. One thing is decided at a time; the entry sees to that.
/// </summary>
internal sealed class CatalogReview(UpstreamConfig config, ToolReview review, OwnTools own, ILogger logger)
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private Dictionary<string, PinnedItem> pinned = [];
    private IReadOnlyDictionary<string, ToolPin> pins = new Dictionary<string, ToolPin>();
    private UpstreamCatalog? read;
    private bool isComplete;

    /// <summary>What is offered; <see langword="null"/> before anything was read.</summary>
    public UpstreamCatalog? Catalog { get; private set; }

    /// <summary>Takes what was read just now.</summary>
    /// <returns>Whether all of it could be reviewed.</returns>
    public async Task<bool> TakeAsync(UpstreamCatalog taken, CancellationToken cancellationToken)
    {
        pinned = PinsOf(taken);
        read = taken;
        await DecideAsync(stop => review.ReviewAsync(Offer(), stop), cancellationToken);
        return isComplete;
    }

    /// <summary>Takes what was decided meanwhile about what was read before.</summary>
    /// <returns>Whether the upstream has to be read again: it is not known to offer what is approved now, or it could not be reviewed.</returns>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        if (read is null)
        {
            return false;
        }

        var wasComplete = isComplete;
        await DecideAsync(stop => review.DecidedAsync(config.Tenant, config.Name, stop), cancellationToken);
        return !wasComplete || pins.Values.Any(p => p.State == ToolState.Approved && pinned.TryGetValue(p.Name, out var item) && !p.Allows(item.Definition.Hash));
    }

    private async Task DecideAsync(
        Func<CancellationToken, Task<IReadOnlyDictionary<string, ToolPin>>> ask, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        isComplete = false;
        try
        {
            pins = await ask(soon.Token);
            isComplete = true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ToolsNotReviewed(logger, config.Name, exception.Message);
        }
        finally
        {
            Catalog = Decided();
        }
    }

    private UpstreamCatalog? Decided() => read is null ? null : new UpstreamCatalog(
        new Dictionary<ListKind, IReadOnlyList<CatalogItem>>(read.Items) { [ListKind.Tools] = [.. read.Of(ListKind.Tools).Where(t => pinned.ContainsKey(t.Name))] },
        isComplete || read.FreshFor < AgainAfter ? read.FreshFor : AgainAfter)
    {
        Refused = read.Refused,
        Quarantined = pinned.Values.Where(p => !IsAllowed(p.Definition)).ToDictionary(
            p => p.Definition.Name, p => Quarantine.Reason(pins.GetValueOrDefault(p.Definition.Name), p.Definition.Hash)),
    };

    private bool IsAllowed(ToolDefinition definition) => pins.TryGetValue(definition.Name, out var pin) && pin.Allows(definition.Hash);

    private UpstreamOffer Offer() => new(
        config.Tenant, config.Name, config.Prefix, [.. pinned.Values.Select(p => p.Definition)],
        [.. own.Items.Select(i => new ToolName("platform", "", i.Name))]);

    private Dictionary<string, PinnedItem> PinsOf(UpstreamCatalog taken)
    {
        var now = new Dictionary<string, PinnedItem>(StringComparer.Ordinal);
        foreach (var tool in taken.Of(ListKind.Tools))
        {
            // Most lists come back word for word; hashing them again would be the dearest part of reading them.
            if (pinned.TryGetValue(tool.Name, out var before) && before.Json.Span.SequenceEqual(tool.Json.Span))
            {
                now[tool.Name] = before;
            }
            else if (Pin(tool) is { } definition)
            {
                now[tool.Name] = new PinnedItem(tool.Json, definition);
            }
        }

        return now;
    }

    private ToolDefinition? Pin(CatalogItem tool)
    {
        try
        {
            return ToolDefinition.Read(tool.Json);
        }
        catch (FormatException exception)
        {
            Log.DefinitionLeftOut(logger, config.Name, tool.Name, exception.Message);
            return null;
        }
    }

    private sealed record PinnedItem(ReadOnlyMemory<byte> Json, ToolDefinition Definition);
}
