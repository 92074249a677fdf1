using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Pipelines;

/// <summary>Keeps pipelines and every version of their plans.</summary>
public interface IPipelineStore
{
    /// <summary>Finds a pipeline by id.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The pipeline.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<PipelineInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Finds a pipeline by name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<PipelineInfo?> FindByNameAsync(string tenant, string name, CancellationToken cancellationToken);

    /// <summary>The plan of any version.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The pipeline.</param>
    /// <param name="planHash">Hash of the plan.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<PipelinePlan?> FindPlanAsync(string tenant, Guid id, string planHash, CancellationToken cancellationToken);

    /// <summary>
    /// The plans that say what has arrived masked so far: that of the last run that succeeded and those applied since; every version's where
    /// no run succeeded yet.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The pipeline.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<PipelinePlan>> PlansSinceLastSuccessAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Lists pipelines, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<PipelineInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Stores a plan as a pipeline or its new version, with its event and the principal that scheduled runs act for. Unchanged plans make no version.</summary>
    /// <param name="by">Who.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<PipelineInfo> ApplyAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken);

    /// <summary>All pipelines with a cron schedule, over all tenants, with the principal they act for; for the scheduler.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<ScheduledPipeline>> ListScheduledAsync(CancellationToken cancellationToken);
}

/// <summary>A pipeline with a cron schedule.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Principal">On whose behalf its runs act.</param>
/// <param name="LastFireTime">Last fire time a run was inserted for; <see langword="null"/> for none.</param>
public sealed record ScheduledPipeline(PipelineInfo Pipeline, Principal Principal, DateTimeOffset? LastFireTime);
