namespace McpPlatform.Store.Model;

internal sealed class DatasetRow
{
    public required string TenantId { get; init; }

    public required string Id { get; init; }

    public required string Connection { get; init; }

    public required string Target { get; init; }

    public required Guid PipelineId { get; set; }

    public required Guid RunId { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public required string VersionsJson { get; set; }
}

internal sealed class SchemaVersionRow
{
    public required string TenantId { get; init; }

    public required string DatasetId { get; init; }

    public required int Version { get; init; }

    public required string ColumnsJson { get; init; }

    public required string ChangesJson { get; init; }

    public required Guid RunId { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class SourceSchemaRow
{
    public required string TenantId { get; init; }

    public required Guid PipelineId { get; init; }

    public required string Target { get; init; }

    public required string ColumnsJson { get; set; }

    public required Guid RunId { get; set; }

    public required DateTimeOffset At { get; set; }
}

internal sealed class LineageEdgeRow
{
    public required string TenantId { get; init; }

    public required string ToDataset { get; init; }

    public required string ToColumn { get; init; }

    public required string FromDataset { get; init; }

    public required string FromColumn { get; init; }

    public required Guid PipelineId { get; init; }

    public required string[] Transforms { get; init; }

    public required Guid RunId { get; init; }
}
