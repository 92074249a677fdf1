using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Planning;

/// <summary>Checks a plan against what really stands, whoever wrote it: the planner, the API, applying, and the first node of a run ask it.</summary>
public interface IPlanChecker
{
    /// <summary>Gathers catalogs, connections and the pipeline's former version, and lets the critic judge.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the checking.</param>
    /// <returns>Ready with the plan, its approvals and delivery filled in; or impossible with a reason for each error.</returns>
    Task<PlanAnswer> CheckAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken);

    /// <summary>The same for a run that begins. An end that cannot be reached just now is no fault of the plan: the run tries again.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the checking.</param>
    /// <exception cref="Exception">An end failed in a way that may pass: the connector's own failure.</exception>
    Task<PlanAnswer> CheckForRunAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken) => CheckAsync(by, plan, cancellationToken);
}
