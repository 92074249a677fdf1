using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>What one sink has staged since its last commit.</summary>
/// <param name="Lane">The sink's lane; <see langword="null"/> for the only one.</param>
/// <param name="Segment">Its last segment.</param>
/// <param name="Segments">How many segments there were.</param>
/// <param name="Cursor">The cursor behind the last one; lanes have none.</param>
/// <param name="Added">What they brought.</param>
internal sealed record StagedWork(int? Lane, long Segment, long Segments, string? Cursor, StageCounts Added);
