namespace McpPlatform.Store.Model;

internal sealed class PolicySetRow
{
    public required string TenantId { get; init; }

    public required string Name { get; init; }

    public required int Version { get; init; }

    public string? Text { get; init; }

    public required string Mode { get; init; }

    public required string ChangedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }
}
