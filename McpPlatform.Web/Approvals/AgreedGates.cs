using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Web.Approvals;

/// <summary>Gives the approvals to whose gates a person has agreed, and no others.</summary>
internal static class AgreedGates
{
    /// <summary>Approves them.</summary>
    /// <param name="gateway">The Gateway, as the person reaches it.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="planHash">Hash of the plan the person saw.</param>
    /// <param name="agreed">The gates the person saw and agreed to.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What still waits for a decision.</returns>
    public static async Task<IReadOnlyList<ApprovalInfo>> ApproveAsync(
        PlatformClient gateway, Guid pipelineId, string planHash, IReadOnlyList<ApprovalGate> agreed, CancellationToken cancellationToken)
    {
        var pending = await gateway.ListApprovalsAsync(ApprovalState.Pending, limit: 200, cancellationToken: cancellationToken);
        var open = new List<ApprovalInfo>();
        foreach (var approval in pending.Items.Where(approval => approval.PipelineId == pipelineId && approval.PlanHash == planHash))
        {
            if (agreed.Any(gate => gate.Rule == approval.Gate.Rule && gate.Subject == approval.Gate.Subject))
            {
                await gateway.DecideApprovalAsync(approval.Id, new DecideApproval(true), cancellationToken);
            }
            else
            {
                open.Add(approval);
            }
        }

        return open;
    }
}
