using System.Collections.Frozen;
using System.Text.RegularExpressions;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Federation;

/// <summary>Something offered to agents, and where it comes from.</summary>
/// <param name="Name">The name agents use.</param>
/// <param name="Item">As the upstream offers it.</param>
/// <param name="Upstream">The upstream; <see langword="null"/> for a tool of the platform.</param>
/// <param name="Json">The definition agents see.</param>
/// <param name="Quarantine">Why it is neither listed nor called; <see langword="null"/> when it is.</param>
internal sealed record Offer(string Name, CatalogItem Item, Upstream? Upstream, ReadOnlyMemory<byte> Json, string? Quarantine = null)
{
    /// <summary>What a policy is told of it.</summary>
    public PolicyResource Resource { get; } = OfferPolicy.ResourceOf(Item, Upstream);
}

/// <summary>
/// Everything behind the gateway as one server: the platform's own tools, then those of each upstream by its name. It is made anew when
/// something changes, and read without locks.
/// </summary>
internal sealed class FederatedCatalog
{
    private readonly FrozenDictionary<(ListKind Kind, string Name), Offer> byName;
    private readonly Lazy<FrozenDictionary<(string Upstream, string Name), Offer>> byOrigin;
    private readonly Dictionary<ListKind, List<Offer>> lists = [];
    private readonly IReadOnlyList<(Regex Matches, Offer Offer)> templates;

    public FederatedCatalog(
        IReadOnlyList<CatalogItem> own, IReadOnlyList<(Upstream Upstream, UpstreamCatalog Catalog)> upstreams, IReadOnlyDictionary<string, string> unavailable)
    {
        Unavailable = unavailable;
        var found = new Dictionary<(ListKind, string), Offer>();
        foreach (var item in own)
        {
            Add(found, new Offer(item.Name, item, null, item.Json));
        }

        foreach (var (upstream, catalog) in upstreams)
        {
            foreach (var item in catalog.Items.SelectMany(i => i.Value))
            {
                var quarantine = item.Kind == ListKind.Tools ? catalog.Quarantined.GetValueOrDefault(item.Name) : null;
                var offer = OfferOf(upstream, item, unavailable.GetValueOrDefault(upstream.Name), name => found.ContainsKey((item.Kind, name)));
                Add(found, offer with { Quarantine = quarantine });
            }
        }

        Refused = [.. upstreams.SelectMany(u => u.Catalog.Refused.Select(r => (OfferOf(u.Upstream, r), r.Reason)))];
        byName = found.ToFrozenDictionary();
        byOrigin = new(() => found.Values.Where(o => o is { Upstream: not null, Item.Kind: ListKind.Tools })
            .ToFrozenDictionary(o => (o.Upstream!.Name, o.Item.Name)));
        Quarantined = [.. found.Values.Where(o => o.Quarantine is not null).OrderBy(o => o.Name, StringComparer.Ordinal)];
        templates = [.. Of(ListKind.Templates).Select(t => (UriTemplateMatch.Compile(t.Item.Name), t))];
    }

    /// <summary>The key of <c>_meta</c> that says why something cannot be used now.</summary>
    public static ReadOnlySpan<byte> Unavailability => "mcp-platform/unavailable"u8;

    /// <summary>Upstreams that cannot be used now, and why.</summary>
    public IReadOnlyDictionary<string, string> Unavailable { get; }

    /// <summary>What upstreams would offer too, and why it is refused. An empty name is not repeated.</summary>
    public IReadOnlyList<(Offer Offer, string Reason)> Refused { get; }

    /// <summary>Tools that wait for a person, by name. They are found, so that a call can be refused with the reason, and not listed.</summary>
    public IReadOnlyList<Offer> Quarantined { get; }

    public IReadOnlyList<Offer> Of(ListKind kind) => lists.GetValueOrDefault(kind, []);

    public Offer? Find(ListKind kind, string name) => byName.GetValueOrDefault((kind, name));

    /// <summary>A tool by what its own server calls it; <see langword="null"/> where it is not offered now.</summary>
    public Offer? FindOrigin(string upstream, string name) => byOrigin.Value.GetValueOrDefault((upstream, name));

    /// <summary>Where an address is read: at the upstream that lists it, or else at the first whose template it fits.</summary>
    public Offer? FindResource(string uri) =>
        Find(ListKind.Resources, uri) ?? templates.FirstOrDefault(t => t.Matches.IsMatch(uri)).Offer;

    private void Add(Dictionary<(ListKind, string), Offer> found, Offer offer)
    {
        if (found.TryAdd((offer.Item.Kind, offer.Name), offer) && offer.Quarantine is null)
        {
            if (!lists.TryGetValue(offer.Item.Kind, out var list))
            {
                lists[offer.Item.Kind] = list = [];
            }

            list.Add(offer);
        }
    }

    private static Offer OfferOf(Upstream upstream, CatalogItem item, string? problem, Func<string, bool> isTaken)
    {
        if (item.Kind is ListKind.Resources or ListKind.Templates)
        {
            // Addresses stand in results too, so they are never changed; of two equal ones the first is offered.
            return new Offer(item.Name, item, upstream, Defined(upstream, item, item.Name, problem));
        }

        var name = ExposedNames.Of(upstream.Config.Prefix, upstream.Name, item.Name, isTaken);
        return new Offer(name, item, upstream, Defined(upstream, item, name, problem));
    }

    // A name that is no plain one may itself be meant for the model that reads it.
    private static Offer OfferOf(Upstream upstream, RefusedDefinition refused)
    {
        var item = new CatalogItem(refused.Kind, refused.Name, default, []);
        var name = DefinitionRules.IsToolName(refused.Name) ? ExposedNames.Of(upstream.Config.Prefix, upstream.Name, refused.Name, _ => false) : "";
        return new Offer(name, item, upstream, default);
    }

    // As the upstream gave it, but for the name agents use and the reason why it cannot be used now.
    private static ReadOnlyMemory<byte> Defined(Upstream upstream, CatalogItem item, string name, string? problem)
    {
        // Of tools in the sandbox the gateway itself says how they run.
        var given = upstream.Config.Address is SandboxAddress ? item.Json : OwnKeys.Removed(item.Json);
        return name == item.Name && problem is null ? given : MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            if (name != item.Name)
            {
                writer.WriteString("name"u8, name);
            }

            writer.CopyMembers(given, members => (name != item.Name && members.Is("name"u8)) || (problem is not null && members.Is("_meta"u8)));
            if (problem is not null)
            {
                writer.WriteStartObject("_meta"u8);
                writer.CopyMembers(JsonMembers.Find(given, "_meta"u8), static _ => false);
                writer.WriteString(Unavailability, problem);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
    }
}
