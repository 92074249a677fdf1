namespace McpPlatform.Store.Model;

internal sealed class ToolRow
{
    public required string TenantId { get; init; }

    public required string Upstream { get; init; }

    public required string Name { get; init; }

    public required string State { get; set; }

    public string? Title { get; set; }

    public string? Description { get; set; }

    public string? ApprovedJson { get; set; }

    public string? ApprovedHash { get; set; }

    public string? ApprovedBy { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    public string? OfferedJson { get; set; }

    public string? OfferedHash { get; set; }

    public DateTimeOffset? OfferedAt { get; set; }

    public string? RejectedBy { get; set; }

    public DateTimeOffset? RejectedAt { get; set; }

    public required string FindingsJson { get; set; }

    public required DateTimeOffset SeenAt { get; set; }
}
