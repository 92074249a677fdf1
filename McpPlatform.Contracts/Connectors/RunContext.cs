namespace McpPlatform.Contracts.Connectors;

/// <summary>On whose behalf a connector works. Every write carries it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="Stream">Key of the stream within the pipeline: its target.</param>
/// <param name="RunId">The run.</param>
/// <param name="Fence">Fencing token of the run's lease; grows with every claim.</param>
public sealed record RunContext(string Tenant, Guid PipelineId, string Stream, Guid RunId, long Fence);
