using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Approvals;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;

namespace McpPlatform.Gateway.Api;

/// <summary>Decisions of people.</summary>
internal static class ApprovalsApi
{
    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        var approvals = api.MapGroup("/approvals");
        approvals.MapGet("/", ListAsync).Needs(Actions.Read).WithName("ListApprovals").WithSummary("Lists approvals, newest first.");
        approvals.MapPost("/{id:guid}", DecideAsync).Needs(Actions.Approve).Idempotent().WithName("DecideApproval").WithSummary("Decides an approval.");
    }

    private static Task<Page<ApprovalInfo>> ListAsync(
        Caller caller, string? state, [AsParameters] PageQuery query, ApprovalService approvals, CancellationToken cancellationToken) =>
        approvals.ListAsync(caller, State(state), query.Page, cancellationToken);

    private static Task<ApprovalInfo> DecideAsync(
        Caller caller, Guid id, DecideApproval body, ApprovalService approvals, CancellationToken cancellationToken) =>
        approvals.DecideAsync(caller, id, body, cancellationToken);

    private static ApprovalState? State(string? word) => word switch
    {
        null or "" => null,
        "pending" => ApprovalState.Pending,
        "approved" => ApprovalState.Approved,
        "rejected" => ApprovalState.Rejected,
        "used" => ApprovalState.Used,
        "expired" => ApprovalState.Expired,
        _ => throw new InvalidInputException("'state' must be one of pending, approved, rejected, used, expired."),
    };
}
