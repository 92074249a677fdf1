using McpPlatform.Contracts.Plans;

namespace McpPlatform.Contracts.Api;

/// <summary>Makes a plan a pipeline, or a new version of the pipeline with the plan's name.</summary>
/// <param name="Plan">The plan; checked again.</param>
/// <param name="PlanHash">Hash the person saw; refused when the plan's differs. <see langword="null"/> skips the comparison.</param>
public sealed record ApplyPlan(PipelinePlan Plan, string? PlanHash = null);

/// <summary>A pipeline.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the tenant.</param>
/// <param name="Version">Version of its plan, growing.</param>
/// <param name="Plan">The plan.</param>
/// <param name="PlanHash">Its hash.</param>
/// <param name="CreatedBy">Name of who applied this version.</param>
/// <param name="CreatedAt">When the pipeline was made.</param>
/// <param name="UpdatedAt">When this version was applied.</param>
/// <param name="NextRunAt">When the schedule fires next; <see langword="null"/> for a manual pipeline.</param>
public sealed record PipelineInfo(
    Guid Id, string Name, int Version, PipelinePlan Plan, string PlanHash, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, DateTimeOffset? NextRunAt = null);

/// <summary>Changes a pipeline's schedule.</summary>
/// <param name="Schedule">The new schedule.</param>
public sealed record ChangeSchedule(PlanSchedule Schedule);
