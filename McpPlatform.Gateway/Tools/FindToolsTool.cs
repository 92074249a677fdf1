using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Tools;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Tools;

/// <summary>
/// <c>find_tools</c>: tools of the servers behind the gateway by words, so that an agent need not carry the definitions of all. Ranked by how well
/// they fit, whether their server can be used now, and how calls of them went; only those the caller may call.
/// </summary>
internal sealed class FindToolsTool(IToolSearch search, IPolicy policy, Lazy<UpstreamDirectory> directory, ILogger<FindToolsTool> logger)
    : PlatformTool<FindToolsArguments, FoundTools>(About, ToolJson.Default.FindToolsArguments, ToolJson.Default.FoundTools, logger)
{
    private const int MostFound = 50;
    private const int MostLookedAt = 200;

    private static readonly ToolDescription About = new(
        "find_tools", "Find tools",
        "Finds tools by what they do, in plain words, with their definitions; best first. Call what was found by its name, with call_tool if it is not in your list.",
        Actions.Read, ReadOnly: true);

    protected override async Task<FoundTools> CallAsync(Principal by, FindToolsArguments arguments, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(arguments.Limit, 1, MostFound);
        var catalog = await directory.Value.FreshAsync(by.Tenant, cancellationToken);
        var found = await search.FindAsync(by.Tenant, arguments.Query, Wanted(catalog, arguments), MostLookedAt, cancellationToken);
        var ranked = found.Select(f => (Found: f, Offer: catalog.FindOrigin(f.Upstream, f.Name))).OfType<(FoundTool Found, Offer Offer)>()
            .Where(t => t.Offer is { Quarantine: null })
            .OrderBy(t => catalog.Unavailable.ContainsKey(t.Found.Upstream)).ThenByDescending(t => t.Found.Relevance * (0.5 + (0.5 * t.Found.SuccessRate)))
            .Select(t => t.Offer);
        var best = await CallableAsync(by, ranked, limit, cancellationToken);
        return new FoundTools([.. best.Select(offer => ToFound(offer, catalog.Unavailable.GetValueOrDefault(offer.Upstream!.Name)))]);
    }

    // Most callers may call most of what they find: to ask about all of it would be the dearest part of a search.
    private async Task<List<Offer>> CallableAsync(Principal by, IEnumerable<Offer> ranked, int limit, CancellationToken cancellationToken)
    {
        var callable = new List<Offer>(limit);
        foreach (var next in ranked.Chunk(limit))
        {
            var decisions = await policy.DecideAllAsync([.. next.Select(offer => OfferPolicy.Request(by, Actions.CallTool, offer))], cancellationToken);
            callable.AddRange(next.Where((_, at) => decisions[at].Allowed).Take(limit - callable.Count));
            if (callable.Count == limit)
            {
                break;
            }
        }

        return callable;
    }

    // Asked of the search and not of what it found: the best of all may hold none of one server.
    private static HashSet<string>? Wanted(FederatedCatalog catalog, FindToolsArguments arguments) => arguments is { Server: null, Tag: null } ? null
        : [.. catalog.Of(ListKind.Tools).Select(offer => offer.Upstream).OfType<Upstream>()
            .Where(u => (arguments.Server is null || u.Name == arguments.Server) && (arguments.Tag is null || u.Config.Tags.Contains(arguments.Tag)))
            .Select(u => u.Name)];

    private static FoundToolDefinition ToFound(Offer offer, string? problem)
    {
        using var definition = JsonDocument.Parse(offer.Json);
        var tool = definition.RootElement;
        return new FoundToolDefinition(
            offer.Name, Text(tool, "description"), tool.GetProperty("inputSchema").Clone(), offer.Upstream!.Name, offer.Upstream.Config.Risk, problem);
    }

    private static string? Text(JsonElement tool, string name) => tool.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}

/// <summary>What was found, best first.</summary>
internal sealed record FoundTools(IReadOnlyList<FoundToolDefinition> Tools);

/// <summary>A tool that was found.</summary>
/// <param name="Name">The name to call it by.</param>
/// <param name="Description">What it does.</param>
/// <param name="InputSchema">Its arguments.</param>
/// <param name="Server">The server it belongs to.</param>
/// <param name="Risk">How much harm it can do.</param>
/// <param name="Unavailable">Why it cannot be called now; left out when it can.</param>
internal sealed record FoundToolDefinition(
    string Name, string? Description, JsonElement InputSchema, string Server, RiskClass Risk, string? Unavailable);
