using McpPlatform.Gateway.Upstreams;
using McpPlatform.Guard.Schemas;

namespace McpPlatform.Gateway.Federation;

/// <summary>What lists hold.</summary>
internal enum ListKind
{
    Tools,
    Prompts,
    Resources,
    Templates,
}

/// <summary>Something an upstream offers.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What the upstream calls it: a name, an address, or a template of addresses.</param>
/// <param name="Json">Its definition as the upstream gave it.</param>
/// <param name="Mirrored">Arguments that go into headers too; for tools of modern upstreams.</param>
/// <param name="IsRepeatable">Whether using it twice does no more than using it once; a tool has to say so.</param>
internal sealed record CatalogItem(ListKind Kind, string Name, ReadOnlyMemory<byte> Json, IReadOnlyList<MirroredArgument> Mirrored,
    bool IsRepeatable = true)
{
    /// <summary>What arguments have to be like; <see langword="null"/> for what takes none, and for the platform's own tools, which check theirs themselves.</summary>
    public JsonSchema? Arguments { get; init; }

    /// <summary>Digest of the definition of a tool that says it only reads; <see langword="null"/> for all else.</summary>
    public string? ReadOnlyPin { get; init; }
}

/// <summary>All that an upstream offers, in its own order.</summary>
/// <param name="Items">By kind.</param>
/// <param name="FreshFor">How long it may be taken for true without asking again.</param>
internal sealed record UpstreamCatalog(IReadOnlyDictionary<ListKind, IReadOnlyList<CatalogItem>> Items, TimeSpan FreshFor)
{
    public static readonly UpstreamCatalog Empty = new(new Dictionary<ListKind, IReadOnlyList<CatalogItem>>(), TimeSpan.Zero);

    /// <summary>What it would offer too, if that did not break the rules.</summary>
    public IReadOnlyList<RefusedDefinition> Refused { get; init; } = [];

    /// <summary>Names of tools that agents are not offered, and why; they stay among the items, so that no other takes their name.</summary>
    public IReadOnlyDictionary<string, string> Quarantined { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<CatalogItem> Of(ListKind kind) => Items.GetValueOrDefault(kind, []);

    /// <summary>Whether another catalog offers the same, word for word.</summary>
    public bool OffersSame(UpstreamCatalog other, ListKind kind) =>
        Listed(kind).SequenceEqual(other.Listed(kind), RawComparer.Instance);

    /// <summary>Whether another catalog is the same in all but its age: what is offered, what is held back, and why.</summary>
    public bool IsSame(UpstreamCatalog other) =>
        Enum.GetValues<ListKind>().All(kind => Of(kind).Select(i => i.Json).SequenceEqual(other.Of(kind).Select(i => i.Json), RawComparer.Instance))
        && Quarantined.Count == other.Quarantined.Count && Quarantined.All(q => other.Quarantined.TryGetValue(q.Key, out var reason) && reason == q.Value)
        && Refused.SequenceEqual(other.Refused);

    private IEnumerable<ReadOnlyMemory<byte>> Listed(ListKind kind) =>
        Of(kind).Where(i => kind != ListKind.Tools || !Quarantined.ContainsKey(i.Name)).Select(i => i.Json);

    private sealed class RawComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static readonly RawComparer Instance = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj) => obj.Length;
    }
}
