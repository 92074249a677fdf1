using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Approvals;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Planning;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration.Nodes;

/// <summary>
/// Authorises the run's principal again, checks the plan against the world as it is now, and uses the approvals that the check asks for.
/// A plan's own list of approvals is for display: whoever wrote the plan could have left a gate out.
/// </summary>
/// <param name="policy">The policy.</param>
/// <param name="keys">Whose keys still stand.</param>
/// <param name="checker">The critic with its catalogs.</param>
/// <param name="approvals">Decisions of people.</param>
/// <param name="options">Deadlines.</param>
/// <param name="time">The clock.</param>
internal sealed class InitializeRun(
    IPolicy policy, IKeyStore keys, IPlanChecker checker, IApprovalStore approvals, IOptions<WorkerOptions> options,
    TimeProvider time) : IRunNode
{
    /// <inheritdoc/>
    public RunNode Node => RunNode.InitializeRun;

    /// <inheritdoc/>
    public TimeSpan Timeout => options.Value.NodeTimeout;

    /// <inheritdoc/>
    public async Task<NodeOutcome> ExecuteAsync(RunSession session, CancellationToken cancellationToken)
    {
        await AuthoriseAsync(session, cancellationToken);
        KillPoints.Reached(KillPointCatalog.InitializeAuthorised);
        var gates = await CheckAsync(session, cancellationToken);
        KillPoints.Reached(KillPointCatalog.InitializeChecked);
        return gates.Count == 0 || await UseApprovalsAsync(session, gates, cancellationToken)
            ? NodeOutcome.GoOn(RunNode.GetSourceCredentials)
            : NodeOutcome.NeedsApproval;
    }

    private async Task AuthoriseAsync(RunSession session, CancellationToken cancellationToken)
    {
        if (await keys.StandingAsync(session.Principal, cancellationToken) is not { } principal)
        {
            throw new ForbiddenException(new PolicyDecision(
                false, "key-stands",
                $"'{session.Principal.Name}', for whom this run acts, may no longer act: the key was revoked or has expired, or the person is suspended. Whoever continues the run answers for it; a schedule acts for who applied its plan last."));
        }

        await policy.RequireAsync(principal, Actions.Run, $"pipeline/{session.Run.Info.PipelineId}", cancellationToken);
    }

    private async Task<IReadOnlyList<ApprovalGate>> CheckAsync(RunSession session, CancellationToken cancellationToken)
    {
        var answer = await checker.CheckForRunAsync(session.Principal, session.Material.Plan, cancellationToken);
        if (answer.Status != PlanAnswerStatus.Ready)
        {
            var reasons = answer.Reasons.Select(r => r.Reason).Concat(answer.Questions.Select(q => q.Question));
            throw new ConnectorException(FailureClass.Configuration, $"The plan cannot be executed as things are: {string.Join(' ', reasons)}");
        }

        return answer.Plan?.Approvals ?? [];
    }

    private async Task<bool> UseApprovalsAsync(RunSession session, IReadOnlyList<ApprovalGate> gates, CancellationToken cancellationToken)
    {
        var pipeline = session.Material.Pipeline;
        Task<bool> UseAsync() => approvals.UseAsync(
            session.Lease.Tenant, pipeline.Id, pipeline.PlanHash, gates, session.Run.Info.Id, cancellationToken);
        if (await UseAsync())
        {
            KillPoints.Reached(KillPointCatalog.InitializeApproved);
            return true;
        }

        await approvals.RequestAsync(session.Principal, pipeline, gates, time.GetUtcNow() + options.Value.ApprovalLifetime, cancellationToken);
        return false;
    }
}
