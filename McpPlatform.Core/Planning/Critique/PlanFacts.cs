using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>What the critic judges a plan by: a snapshot of what stands, so that judging is pure.</summary>
/// <param name="Source">The source; <see langword="null"/> when the plan's connection does not exist.</param>
/// <param name="Destination">The destination; likewise.</param>
/// <param name="Existing">The pipeline of the plan's name; <see langword="null"/> when it would be new.</param>
/// <param name="Now">The time.</param>
public sealed record PlanFacts(EndpointFacts? Source, EndpointFacts? Destination, PipelineInfo? Existing, DateTimeOffset Now)
{
    /// <summary>Plans of the pipeline that say what has arrived masked so far.</summary>
    public IReadOnlyList<PipelinePlan> Former { get; init; } = [];
}

/// <summary>What is known of one end of a plan.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Connector">Its connector; <see langword="null"/> when it is not registered.</param>
/// <param name="Catalog">What discovery found; <see langword="null"/> when the connection could not be reached.</param>
/// <param name="Unreachable">Why discovery failed; <see langword="null"/> when it did not.</param>
public sealed record EndpointFacts(ConnectionInfo Connection, ConnectorSpec? Connector, Catalog? Catalog, string? Unreachable = null);
