using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Approvals;

/// <summary>Keeps decisions of people about calls of tools. Each is bound to who calls, the tool and the arguments, good once, and expires.</summary>
public interface ICallApprovals
{
    /// <summary>Uses the approval of a call up where there is one; else asks for it, with its event, unless that was done already.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<CallApproval> UseOrRequestAsync(CallToApprove call, CancellationToken cancellationToken);

    /// <summary>
    /// Takes what the person before the caller's own client decided, with its event. What was approved is used up at once: of calls that come with the
    /// same decision one goes on.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="id">The approval that was asked for.</param>
    /// <param name="approve">Yes or no.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it could still be decided by the caller, and is now.</returns>
    Task<bool> DecideByCallerAsync(CallToApprove call, Guid id, bool approve, CancellationToken cancellationToken);
}

/// <summary>A call that a person has to approve.</summary>
/// <param name="By">Who calls.</param>
/// <param name="Tool">The tool, as <c>server/name</c>.</param>
/// <param name="ArgumentsHash">Hash of its arguments.</param>
/// <param name="Reason">What would happen, in one sentence for the person.</param>
/// <param name="Lifetime">How long the decision can be taken and used.</param>
public sealed record CallToApprove(Principal By, string Tool, string ArgumentsHash, string Reason, TimeSpan Lifetime);

/// <summary>Where the approval of a call stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Pending, rejected, or used, which is when the call may go on.</param>
/// <param name="Comment">What whoever decided said; <see langword="null"/> for nothing.</param>
public sealed record CallApproval(Guid Id, ApprovalState State, string? Comment);
