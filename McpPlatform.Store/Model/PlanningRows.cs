namespace McpPlatform.Store.Model;

internal sealed class ConversationRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public required string ConversationJson { get; set; }

    public required string StartedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class PipelineRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required int Version { get; set; }

    public required string SourceConnection { get; set; }

    public required string DestinationConnection { get; set; }

    public required bool Scheduled { get; set; }

    public required string PrincipalJson { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class PipelineVersionRow
{
    public required string TenantId { get; init; }

    public required Guid PipelineId { get; init; }

    public required int Version { get; init; }

    public required string PlanHash { get; init; }

    public required string PlanJson { get; set; }

    public required string AppliedBy { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }
}

internal sealed class ApprovalRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public Guid? PipelineId { get; init; }

    public string? PrincipalId { get; init; }

    public required string PlanHash { get; init; }

    public required string Rule { get; init; }

    public required string Subject { get; init; }

    public required string Reason { get; init; }

    public required string State { get; set; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public string? Comment { get; set; }

    public Guid? UsedByRun { get; set; }
}
