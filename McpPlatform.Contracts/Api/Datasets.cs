using System.Text.Json.Serialization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>A target that pipelines wrote.</summary>
/// <param name="Id">Its id: <c>connection/target</c>.</param>
/// <param name="Connection">The destination.</param>
/// <param name="Target">The target.</param>
/// <param name="PipelineId">The pipeline that wrote last.</param>
/// <param name="RunId">The run that wrote last.</param>
/// <param name="UpdatedAt">When.</param>
/// <param name="Versions">Versions that can be restored, newest first.</param>
public sealed record DatasetInfo(
    string Id, string Connection, string Target, Guid PipelineId, Guid RunId, DateTimeOffset UpdatedAt, IReadOnlyList<TargetVersion> Versions);

/// <summary>Puts an earlier version back.</summary>
/// <param name="Version">The version; <see langword="null"/> for the newest.</param>
public sealed record Rollback(long? Version = null);

/// <summary>One version of a dataset's schema.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Changes">What differs from the version before.</param>
/// <param name="RunId">The run that committed it.</param>
/// <param name="At">When.</param>
public sealed record SchemaVersionInfo(
    int Version, IReadOnlyList<CatalogColumn> Columns, IReadOnlyList<SchemaChange> Changes, Guid RunId, DateTimeOffset At);

/// <summary>One difference between two versions of a schema.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Column">The column.</param>
/// <param name="From">Type before; <see langword="null"/> for a new column.</param>
/// <param name="To">Type now; <see langword="null"/> for one that went.</param>
public sealed record SchemaChange(SchemaChangeKind Kind, string Column, ColumnType? From = null, ColumnType? To = null);

/// <summary>What happened to a column.</summary>
[JsonConverter(typeof(SnakeCaseEnum<SchemaChangeKind>))]
public enum SchemaChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It went.</summary>
    Removed,

    /// <summary>Its type changed.</summary>
    TypeChanged,
}

/// <summary>Where columns of a dataset come from.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Edges">One edge for each column and origin.</param>
public sealed record LineageInfo(string Dataset, IReadOnlyList<LineageEdge> Edges);

/// <summary>One origin of one column.</summary>
/// <param name="FromDataset">Dataset read: <c>connection/stream</c>.</param>
/// <param name="FromColumn">Column read.</param>
/// <param name="ToDataset">Dataset written.</param>
/// <param name="ToColumn">Column written.</param>
/// <param name="Transforms">What happened on the way, such as <c>mask:hash</c>.</param>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="RunId">The last run that moved it.</param>
public sealed record LineageEdge(
    string FromDataset, string FromColumn, string ToDataset, string ToColumn, IReadOnlyList<string> Transforms, Guid PipelineId, Guid RunId);
