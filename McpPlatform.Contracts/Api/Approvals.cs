using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Contracts.Api;

/// <summary>A decision asked of a person, bound to a plan hash and good for one run, or bound to the arguments of a call and good for one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pipeline">The pipeline's name; for a call the tool's.</param>
/// <param name="PlanHash">Hash of the plan it is about; for a call of its arguments.</param>
/// <param name="Gate">What is asked.</param>
/// <param name="State">Where it stands.</param>
/// <param name="RequestedBy">Who wants to run the plan, or to call the tool.</param>
/// <param name="RequestedAt">When it was asked.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="DecidedBy">Who decided; <see langword="null"/> until then.</param>
/// <param name="DecidedAt">When; <see langword="null"/> until then.</param>
public sealed record ApprovalInfo(
    Guid Id, string Pipeline, string PlanHash, ApprovalGate Gate, ApprovalState State, string RequestedBy,
    DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, string? DecidedBy = null, DateTimeOffset? DecidedAt = null)
{
    /// <summary>The pipeline; <see langword="null"/> for a call of a tool.</summary>
    public Guid? PipelineId { get; init; }
}

/// <summary>Where an approval stands.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ApprovalState>))]
public enum ApprovalState
{
    /// <summary>Nobody decided yet.</summary>
    Pending,

    /// <summary>Approved and not used yet.</summary>
    Approved,

    /// <summary>Rejected.</summary>
    Rejected,

    /// <summary>Used by a run, or a call.</summary>
    Used,

    /// <summary>Expired before it was decided or used.</summary>
    Expired,
}

/// <summary>Decides an approval.</summary>
/// <param name="Approve">Yes or no.</param>
/// <param name="Comment">Why; <see langword="null"/> for nothing.</param>
public sealed record DecideApproval(bool Approve, string? Comment = null);
