using System.Text.Json.Serialization;

namespace McpPlatform.Contracts.Plans;

/// <summary>
/// What a person approves and a Worker executes: which streams move from where to where, how and when. The schema is published as
/// <c>docs/pipeline-plan.schema.json</c>. A plan carries secret references, never secrets.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PipelinePlan
{
    /// <summary>The only version this build reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the plan format; <see cref="CurrentVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>Name of the pipeline, unique within a tenant; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The words the person used; empty for a plan written by hand.</summary>
    public string Request { get; init => field = value ?? ""; } = "";

    /// <summary>Where rows are read.</summary>
    public required PlanEndpoint Source { get; init; }

    /// <summary>Where rows are written.</summary>
    public required PlanEndpoint Destination { get; init; }

    /// <summary>The streams to move; at least one.</summary>
    public required IReadOnlyList<StreamPlan> Streams { get; init; }

    /// <summary>When the pipeline runs.</summary>
    public PlanSchedule Schedule { get; init => field = value ?? PlanSchedule.Manual; } = PlanSchedule.Manual;

    /// <summary>What happens when the source's schema differs from the last one committed.</summary>
    public SchemaPolicy SchemaPolicy { get; init; }

    /// <summary>Gates a person must open before a run. Not part of the hash; decisions live in the store.</summary>
    public IReadOnlyList<ApprovalGate> Approvals { get; init => field = value ?? []; } = [];

    /// <summary>Notes that change nothing about execution. Not part of the hash.</summary>
    public PlanMetadata Metadata { get; init => field = value ?? new(); } = new();
}
