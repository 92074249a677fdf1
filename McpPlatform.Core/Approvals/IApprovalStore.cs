using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Approvals;

/// <summary>Keeps decisions asked of people. Each is bound to a plan hash, good once, and expires.</summary>
public interface IApprovalStore
{
    /// <summary>Asks for decisions on the gates of a plan that are neither pending nor approved yet, with their events.</summary>
    /// <param name="by">Who wants to run the plan.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="gates">The gates.</param>
    /// <param name="expiresAt">When they expire.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The pending and approved ones of that plan hash, one for each gate.</returns>
    Task<IReadOnlyList<ApprovalInfo>> RequestAsync(
        Principal by, PipelineInfo pipeline, IReadOnlyList<ApprovalGate> gates, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Decides, with its event, and wakes runs that wait for it (approved: queued again; rejected: failed).</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The approval.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such approval.</exception>
    /// <exception cref="ConflictException">It is decided, used or expired already.</exception>
    Task<ApprovalInfo> DecideAsync(Principal by, Guid id, DecideApproval decision, CancellationToken cancellationToken);

    /// <summary>Uses the approved decisions of a plan hash up for a run, all or none. Repeating it for the same run succeeds.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="planHash">Hash of the plan.</param>
    /// <param name="gates">The gates that need one.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether every gate had one.</returns>
    Task<bool> UseAsync(
        string tenant, Guid pipelineId, string planHash, IReadOnlyList<ApprovalGate> gates, Guid runId, CancellationToken cancellationToken);

    /// <summary>Lists approvals, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="state">Only those in this state; <see langword="null"/> for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<ApprovalInfo>> ListAsync(string tenant, ApprovalState? state, PageRequest page, CancellationToken cancellationToken);
}
