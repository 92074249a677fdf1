namespace McpPlatform.Gateway.Federation;

/// <summary>What the platform itself offers beside its upstreams.</summary>
internal sealed record OwnTools(IReadOnlyList<CatalogItem> Items);
