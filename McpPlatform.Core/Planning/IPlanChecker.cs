using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Planning;

/// <summary>Checks a plan against the world as it is now: connections, streams, columns, modes, schedule, approvals.</summary>
public interface IPlanChecker
{
    /// <summary>Checks a plan without storing it.</summary>
    /// <param name="by">On whose behalf.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="ct">Ends the checking.</param>
    /// <returns>Ready with the plan, its approvals and delivery filled in; or what stands in the way.</returns>
    Task<PlanAnswer> CheckAsync(Principal by, PipelinePlan plan, CancellationToken ct);
}
