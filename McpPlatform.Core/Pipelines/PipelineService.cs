using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Approvals;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Pipelines;

/// <summary>Checks plans and makes them pipelines.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="pipelines">Where pipelines are kept.</param>
/// <param name="connections">Where connections are kept.</param>
/// <param name="approvals">Where decisions are asked for.</param>
/// <param name="worker">Runs the critic.</param>
/// <param name="time">The clock.</param>
public sealed class PipelineService(
    IPolicy policy, IPipelineStore pipelines, IConnectionStore connections, IApprovalStore approvals, IWorkerConversations worker, TimeProvider time)
{
    private static readonly TimeSpan ApprovalLifetime = TimeSpan.FromDays(7);
    private readonly PlanOptionRules options = new(connections);

    /// <summary>Lists pipelines, newest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<PipelineInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "pipelines", cancellationToken);
        return await pipelines.ListAsync(by.Tenant, page, cancellationToken);
    }

    /// <summary>One pipeline.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="id">The pipeline.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such pipeline.</exception>
    public async Task<PipelineInfo> GetAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(id), cancellationToken);
        return await FindAsync(by, id, cancellationToken);
    }

    /// <summary>Checks a plan without storing it.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<PlanAnswer> CheckAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await policy.RequireAsync(by, Actions.Plan, "plans", cancellationToken);
        await options.CheckAsync(by.Tenant, plan, cancellationToken);
        return await worker.CheckPlanAsync(by, plan, cancellationToken);
    }

    /// <summary>Makes a plan a pipeline, or its new version, once the critic has checked it again; asks for the decisions it needs.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">The plan, and the hash that was seen.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">The plan is not the one that was seen.</exception>
    /// <exception cref="InvalidInputException">The critic refuses the plan.</exception>
    public async Task<PipelineInfo> ApplyAsync(Principal by, ApplyPlan request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ApplyPlan, $"pipeline/{request.Plan.Name}", cancellationToken);
        RequireSeen(request);
        await options.CheckAsync(by.Tenant, request.Plan, cancellationToken);
        var plan = Accepted(await worker.CheckPlanAsync(by, request.Plan, cancellationToken), request.Plan);
        var pipeline = await pipelines.ApplyAsync(by, plan, cancellationToken);
        await RequestApprovalsAsync(by, pipeline, cancellationToken);
        return pipeline;
    }

    /// <summary>Changes a pipeline's schedule, as a new version of its plan.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The pipeline.</param>
    /// <param name="schedule">The new schedule.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<PipelineInfo> ChangeScheduleAsync(Principal by, Guid id, PlanSchedule schedule, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ApplyPlan, Resource(id), cancellationToken);
        var pipeline = await FindAsync(by, id, cancellationToken);
        return await ApplyAsync(by, new ApplyPlan(pipeline.Plan with { Schedule = schedule }), cancellationToken);
    }

    /// <summary>Asks for the decisions a pipeline's plan needs, where they are neither pending nor given.</summary>
    /// <param name="by">Who wants to run it.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Pending and given decisions, one for each gate.</returns>
    internal async Task<IReadOnlyList<ApprovalInfo>> RequestApprovalsAsync(Principal by, PipelineInfo pipeline, CancellationToken cancellationToken) =>
        pipeline.Plan.Approvals.Count == 0
            ? []
            : await approvals.RequestAsync(by, pipeline, pipeline.Plan.Approvals, time.GetUtcNow() + ApprovalLifetime, cancellationToken);

    /// <summary>Finds a pipeline of the tenant, after the policy was asked.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The pipeline.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal async Task<PipelineInfo> FindAsync(Principal by, Guid id, CancellationToken cancellationToken) =>
        await pipelines.FindAsync(by.Tenant, id, cancellationToken)
        ?? throw new NotFoundException($"There is no pipeline {id}. 'mcpp apply' makes one from a plan.");

    private static void RequireSeen(ApplyPlan request)
    {
        if (request.PlanHash is not null && request.PlanHash != PlanHash.Of(request.Plan))
        {
            throw new ConflictException("The plan is not the one whose hash was given: it was edited after it was seen. Check it again.");
        }
    }

    private static PipelinePlan Accepted(PlanAnswer answer, PipelinePlan asked)
    {
        if (answer.Status != PlanAnswerStatus.Ready || answer.Plan is null)
        {
            var problems = answer.Reasons.Select(r => Located(r.Field, r.Reason)).Concat(answer.Questions.Select(q => Located(q.Field, q.Question)));
            throw new InvalidInputException($"The plan cannot be applied. {string.Join(' ', problems)}");
        }

        return PlanHash.Of(answer.Plan) == PlanHash.Of(asked)
            ? answer.Plan
            : throw new ConflictException("The check changed what the plan does. Ask for the plan again and apply the checked one.");
    }

    private static string Located(string field, string sentence) => field.Length == 0 ? sentence : $"{field}: {sentence}";

    private static string Resource(Guid id) => $"pipeline/{id}";
}
