using System.Text.Json.Serialization;

namespace McpPlatform.Contracts.Plans;

/// <summary>One stream (a table or a file) and how it moves.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record StreamPlan
{
    /// <summary>Name as discovery returned it: a table, or a path below the connection's folder.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace as discovery returned it (a schema); <see langword="null"/> where the source has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name in the destination: <c>table</c>, <c>schema.table</c>, or a file name.</summary>
    public required string Target { get; init; }

    /// <summary>How rows are read and how they meet what is there.</summary>
    public required SyncMode SyncMode { get; init; }

    /// <summary>Column that grows; needed by the incremental modes.</summary>
    public string? CursorField { get; init; }

    /// <summary>Columns that identify a row; needed by <see cref="SyncMode.IncrementalDedup"/>.</summary>
    public IReadOnlyList<string> PrimaryKey { get; init => field = value ?? []; } = [];

    /// <summary>Source columns to take, in order; empty means all.</summary>
    public IReadOnlyList<string> SelectedFields { get; init => field = value ?? []; } = [];

    /// <summary>Changes applied to each row, in order. Names refer to columns as the step before left them.</summary>
    public IReadOnlyList<Transform> Transforms { get; init => field = value ?? []; } = [];
}
