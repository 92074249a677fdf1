using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Approvals;

/// <summary>Shows and takes decisions. The policy lets only people decide, so that no agent approves its own plan.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="approvals">Where decisions are kept.</param>
public sealed class ApprovalService(IPolicy policy, IApprovalStore approvals)
{
    private const int MaxComment = 2_000;

    /// <summary>Lists approvals, newest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="state">Only those in this state; <see langword="null"/> for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<ApprovalInfo>> ListAsync(Principal by, ApprovalState? state, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "approvals", cancellationToken);
        return await approvals.ListAsync(by.Tenant, state, page, cancellationToken);
    }

    /// <summary>Decides.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The approval.</param>
    /// <param name="decision">Yes or no, and why.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ApprovalInfo> DecideAsync(Principal by, Guid id, DecideApproval decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        await policy.RequireAsync(by, Actions.Approve, $"approval/{id}", cancellationToken);
        return decision.Comment?.Length > MaxComment
            ? throw new InvalidInputException($"'comment' has at most {MaxComment} characters.")
            : await approvals.DecideAsync(by, id, decision, cancellationToken);
    }
}
