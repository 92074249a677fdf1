namespace McpPlatform.Store.Model;

internal sealed class QuotaRow
{
    public required string TenantId { get; init; }

    public required string Name { get; init; }

    public required string Scope { get; set; }

    public required string Subject { get; set; }

    public required string Metric { get; set; }

    public required string Period { get; set; }

    public required string Enforcement { get; set; }

    public required decimal Amount { get; set; }

    public required long Most { get; set; }

    public required int WarnAtPercent { get; set; }

    public required string ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }
}
