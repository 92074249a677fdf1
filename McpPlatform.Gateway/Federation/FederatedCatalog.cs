using System.Collections.Frozen;
using System.Text.RegularExpressions;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Federation;

/// <summary>Something offered to agents, and where it comes from.</summary>
/// <param name="Name">The name agents use.</param>
/// <param name="Item">As the upstream offers it.</param>
/// <param name="Upstream">The upstream; <see langword="null"/> for a tool of the platform.</param>
/// <param name="Json">The definition agents see.</param>
/// <param name="Quarantine">Why it is neither listed nor called; <see langword="null"/> when it is.</param>
internal sealed record Offer(string Name, CatalogItem Item, Upstream? Upstream, ReadOnlyMemory<byte> Json, string? Quarantine = null);

/// <summary>
/// Everything behind the gateway as one server: the platform's own tools, then those of each upstream by its name. It is made anew when
/// something changes, and read without locks.
/// </summary>
internal sealed class FederatedCatalog
{
    private readonly FrozenDictionary<(ListKind Kind, string Name), Offer> byName;
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
                Add(found, OfferOf(upstream, item, name => found.ContainsKey((item.Kind, name))) with { Quarantine = quarantine });
            }
        }

        byName = found.ToFrozenDictionary();
        Quarantined = [.. found.Values.Where(o => o.Quarantine is not null).OrderBy(o => o.Name, StringComparer.Ordinal)];
        templates = [.. Of(ListKind.Templates).Select(t => (UriTemplateMatch.Compile(t.Item.Name), t))];
    }

    /// <summary>Upstreams whose offers are missing, and why.</summary>
    public IReadOnlyDictionary<string, string> Unavailable { get; }

    /// <summary>Tools that wait for a person, by name. They are found, so that a call can be refused with the reason, and not listed.</summary>
    public IReadOnlyList<Offer> Quarantined { get; }

    public IReadOnlyList<Offer> Of(ListKind kind) => lists.GetValueOrDefault(kind, []);

    public Offer? Find(ListKind kind, string name) => byName.GetValueOrDefault((kind, name));

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

    private static Offer OfferOf(Upstream upstream, CatalogItem item, Func<string, bool> isTaken)
    {
        if (item.Kind is ListKind.Resources or ListKind.Templates)
        {
            // Addresses stand in results too, so they are never changed; of two equal ones the first is offered.
            return new Offer(item.Name, item, upstream, item.Json);
        }

        var name = ExposedNames.Of(upstream.Config.Prefix, upstream.Name, item.Name, isTaken);
        return new Offer(name, item, upstream, name == item.Name ? item.Json : Renamed(item.Json, name));
    }

    private static ReadOnlyMemory<byte> Renamed(ReadOnlyMemory<byte> json, string name) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.CopyMembers(json, static members => members.Is("name"u8));
        writer.WriteEndObject();
    });
}
