namespace McpPlatform.Store.Model;

internal sealed class RunRow
{
    public required string TenantId { get; init; }

    public required Guid Id { get; init; }

    public required Guid PipelineId { get; init; }

    public required string PlanHash { get; set; }

    public required string State { get; set; }

    public required string Node { get; set; }

    public required int Attempt { get; set; }

    public string? ErrorJson { get; set; }

    public required string StartedBy { get; init; }

    public required string PrincipalJson { get; init; }

    public required bool CancelRequested { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? RetryAt { get; set; }

    public int Deaths { get; set; }

    public string? FurthestJson { get; set; }
}

internal sealed class RunStreamRow
{
    public required string TenantId { get; init; }

    public required Guid RunId { get; init; }

    public required string Target { get; init; }

    public required int Position { get; init; }

    public required string Name { get; init; }

    public required long Read { get; init; }

    public required long Loaded { get; init; }

    public required long Merged { get; init; }

    public required long Rejected { get; init; }

    public required long Discarded { get; init; }

    public required long Bytes { get; init; }

    public required bool Committed { get; init; }

    public string? LeftOutJson { get; init; }
}

internal sealed class ScheduleFireRow
{
    public required string TenantId { get; init; }

    public required Guid PipelineId { get; init; }

    public required DateTimeOffset FireTime { get; init; }

    public required Guid RunId { get; init; }
}
