using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;
using McpPlatform.Worker.Sync.Schema;
using McpPlatform.Worker.Sync.Transforms;

namespace McpPlatform.Worker.Orchestration;

/// <summary>A claimed run and what its nodes share. Nothing in here survives a crash; whatever a node needs can be had again.</summary>
/// <param name="claimed">The run, its lease and its principal.</param>
internal sealed class RunSession(ClaimedRun claimed)
{
    private readonly Dictionary<string, HiddenCounts> hidden = new(StringComparer.Ordinal);

    /// <summary>The right to change the run.</summary>
    public RunLease Lease { get; } = claimed.Lease;

    /// <summary>The run.</summary>
    public Run Run { get; } = claimed.Run;

    /// <summary>On whose behalf it acts.</summary>
    public Principal Principal { get; } = claimed.Principal;

    /// <summary>The plan and its connections; set before any node works.</summary>
    public RunMaterial Material { get; set; } = null!;

    /// <summary>How each stream's rows look on both sides, by target; filled on first use.</summary>
    public Dictionary<string, StreamShape> Shapes { get; } = new(StringComparer.Ordinal);

    /// <summary>How much detectors hid in a stream's rows since this was last noted with the run.</summary>
    /// <param name="stream">The stream.</param>
    public HiddenCounts Hidden(StreamPlan stream) => hidden.TryGetValue(stream.Target, out var counts) ? counts : hidden[stream.Target] = new HiddenCounts();

    /// <summary>On whose behalf a connector works for a stream.</summary>
    /// <param name="stream">The stream.</param>
    public RunContext Context(StreamPlan stream) =>
        new(Lease.Tenant, Run.Info.PipelineId, stream.Target, Run.Info.Id, Lease.Fence);
}

/// <summary>What a run works on.</summary>
/// <param name="Pipeline">The pipeline, with the plan this run executes.</param>
/// <param name="Source">Connection that is read, with the plan's options over its own.</param>
/// <param name="Destination">Connection that is written, with the plan's options over its own.</param>
/// <param name="DestinationSpec">What the destination's connector is able to do.</param>
internal sealed record RunMaterial(PipelineInfo Pipeline, ConnectionInfo Source, ConnectionInfo Destination, ConnectorSpec? DestinationSpec)
{
    /// <summary>The plan.</summary>
    public PipelinePlan Plan => Pipeline.Plan;

    /// <summary>How to reach the source.</summary>
    public ConnectionConfig SourceConfig => new(Source.Connector, Source.Options);

    /// <summary>How to reach the destination.</summary>
    public ConnectionConfig DestinationConfig => new(Destination.Connector, Destination.Options);
}
