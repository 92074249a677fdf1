using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;

namespace McpPlatform.Core.Runs;

/// <summary>Starts, stops, resumes and corrects runs.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="runs">Where runs are kept.</param>
/// <param name="pipelines">Finds and corrects pipelines.</param>
public sealed class RunService(IPolicy policy, IRunStore runs, PipelineService pipelines)
{
    /// <summary>Lists runs, newest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="pipelineId">Only runs of this pipeline; <see langword="null"/> for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<RunInfo>> ListAsync(Principal by, Guid? pipelineId, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "runs", cancellationToken);
        return await runs.ListAsync(by.Tenant, pipelineId, page, cancellationToken);
    }

    /// <summary>One run.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    public async Task<RunInfo> GetAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(id), cancellationToken);
        return await FindAsync(by, id, cancellationToken);
    }

    /// <summary>Starts a run and asks for the decisions it needs; it waits for them.</summary>
    /// <param name="by">On whose behalf.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="planHash">Hash of the plan that is meant; <see langword="null"/> for the latest.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">The pipeline has another plan by now.</exception>
    public async Task<StartedRun> StartAsync(Principal by, Guid pipelineId, string? planHash, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Run, $"pipeline/{pipelineId}", cancellationToken);
        var pipeline = await pipelines.FindAsync(by, pipelineId, cancellationToken);
        if (planHash is not null && planHash != pipeline.PlanHash)
        {
            throw new ConflictException(
                $"The pipeline '{pipeline.Name}' has another plan by now (version {pipeline.Version}). Look at it, then start with its hash.");
        }

        var approvals = await pipelines.RequestApprovalsAsync(by, pipeline, cancellationToken);
        var run = await runs.EnqueueAsync(by, pipeline, null, cancellationToken)
            ?? throw new ConflictException("A run for this fire time exists already.");
        return new StartedRun(run, [.. approvals.Where(a => a.State == ApprovalState.Pending)]);
    }

    /// <summary>Asks a run to stop.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RunInfo> CancelAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Run, Resource(id), cancellationToken);
        return await runs.CancelAsync(by, id, cancellationToken);
    }

    /// <summary>Queues a failed or cancelled run again; it continues from what is committed.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RunInfo> ResumeAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Run, Resource(id), cancellationToken);
        return await runs.ResumeAsync(by, id, null, cancellationToken);
    }

    /// <summary>Continues a run after a correction: of its plan, or made elsewhere.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The run.</param>
    /// <param name="fix">The correction.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RunInfo> FixAsync(Principal by, Guid id, FixRun fix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fix);
        await policy.RequireAsync(by, Actions.Run, Resource(id), cancellationToken);
        var run = await FindAsync(by, id, cancellationToken);
        RequireCorrectable(run);
        if (fix.Plan is null)
        {
            return await runs.ResumeAsync(by, id, null, cancellationToken);
        }

        if (fix.Plan.Name != run.Pipeline)
        {
            throw new InvalidInputException($"The corrected plan is named '{fix.Plan.Name}', but the run is of the pipeline '{run.Pipeline}'.");
        }

        var pipeline = await pipelines.ApplyAsync(by, new ApplyPlan(fix.Plan), cancellationToken);
        return await runs.ResumeAsync(by, id, pipeline.PlanHash, cancellationToken);
    }

    private static void RequireCorrectable(RunInfo run)
    {
        if (run.State is not (RunState.WaitingForFix or RunState.Failed or RunState.Cancelled))
        {
            throw new ConflictException($"The run is {run.State} and has nothing to correct.");
        }
    }

    private async Task<RunInfo> FindAsync(Principal by, Guid id, CancellationToken cancellationToken) =>
        await runs.FindAsync(by.Tenant, id, cancellationToken)
        ?? throw new NotFoundException($"There is no run {id}. 'mcpp runs' shows those that exist.");

    private static string Resource(Guid id) => $"run/{id}";
}

/// <summary>A run that was asked for.</summary>
/// <param name="Run">The run.</param>
/// <param name="Pending">Decisions it waits for; empty for none.</param>
public sealed record StartedRun(RunInfo Run, IReadOnlyList<ApprovalInfo> Pending);
