using System.Text.Json;

namespace McpPlatform.Contracts.Events;

/// <summary>Something that happened, as the event log keeps it.</summary>
/// <param name="Seq">Its place in the log: gapless, growing.</param>
/// <param name="Type">What happened; a name of <see cref="EventTypes"/>.</param>
/// <param name="Subject">What it is about, such as <c>run/018f…</c>.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Data">Details; never a secret.</param>
public sealed record PlatformEvent(long Seq, string Type, string Subject, string Actor, DateTimeOffset OccurredAt, JsonElement Data);

/// <summary>Names of events.</summary>
public static class EventTypes
{
    /// <summary>A run was asked for.</summary>
    public const string RunQueued = "run.queued";

    /// <summary>A Worker took a run, for the first time or again.</summary>
    public const string RunClaimed = "run.claimed";

    /// <summary>A run moved to a node.</summary>
    public const string RunNodeEntered = "run.node_entered";

    /// <summary>A run waits for a person.</summary>
    public const string RunWaiting = "run.waiting";

    /// <summary>A run will be tried again.</summary>
    public const string RunRetrying = "run.retrying";

    /// <summary>Segments of a stream were committed.</summary>
    public const string RunCheckpoint = "run.checkpoint";

    /// <summary>Detectors hid data in the rows of a stream: how much, by the id of the detector.</summary>
    public const string RunRedacted = "run.redacted";

    /// <summary>A stream was published.</summary>
    public const string StreamCommitted = "stream.committed";

    /// <summary>A run ended.</summary>
    public const string RunEnded = "run.ended";

    /// <summary>Someone asked a run to stop.</summary>
    public const string RunCancelRequested = "run.cancel_requested";

    /// <summary>A plan became a pipeline, or a new version of one.</summary>
    public const string PipelineApplied = "pipeline.applied";

    /// <summary>A person's decision was asked for.</summary>
    public const string ApprovalRequested = "approval.requested";

    /// <summary>A person decided.</summary>
    public const string ApprovalDecided = "approval.decided";

    /// <summary>A connection was added.</summary>
    public const string ConnectionAdded = "connection.added";

    /// <summary>A connection was removed.</summary>
    public const string ConnectionRemoved = "connection.removed";

    /// <summary>An upstream was added.</summary>
    public const string UpstreamAdded = "upstream.added";

    /// <summary>An upstream was changed.</summary>
    public const string UpstreamChanged = "upstream.changed";

    /// <summary>An upstream was removed.</summary>
    public const string UpstreamRemoved = "upstream.removed";

    /// <summary>A set of policies was added or changed.</summary>
    public const string PolicyChanged = "policy.changed";

    /// <summary>A set of policies was removed.</summary>
    public const string PolicyRemoved = "policy.removed";

    /// <summary>A quota was set.</summary>
    public const string QuotaSet = "quota.set";

    /// <summary>A quota was removed.</summary>
    public const string QuotaRemoved = "quota.removed";

    /// <summary>So much of a quota is used up that somebody wanted to hear of it.</summary>
    public const string QuotaWarned = "quota.warned";

    /// <summary>A quota is used up.</summary>
    public const string QuotaReached = "quota.reached";

    /// <summary>The definition of a tool is new or changed and waits for a person.</summary>
    public const string ToolQuarantined = "tool.quarantined";

    /// <summary>The definition of a tool was approved, by a person or on sight.</summary>
    public const string ToolApproved = "tool.approved";

    /// <summary>The definition of a tool was rejected.</summary>
    public const string ToolRejected = "tool.rejected";

    /// <summary>How far a chain of the call audit has come.</summary>
    public const string AuditAnchored = "audit.anchored";

    /// <summary>A day of the call audit was dropped.</summary>
    public const string AuditExpired = "audit.expired";

    /// <summary>Events that were old enough were dropped; digests stay.</summary>
    public const string EventsExpired = "events.expired";

    /// <summary>A secret was set.</summary>
    public const string SecretSet = "secret.set";

    /// <summary>A secret was removed.</summary>
    public const string SecretRemoved = "secret.removed";

    /// <summary>A secret was read.</summary>
    public const string SecretAccessed = "secret.accessed";

    /// <summary>Tokens were turned back into the data they stand for.</summary>
    public const string DataRevealed = "detection.revealed";

    /// <summary>A key was made.</summary>
    public const string KeyCreated = "key.created";

    /// <summary>A key was revoked.</summary>
    public const string KeyRevoked = "key.revoked";

    /// <summary>A key was replaced by another with the same rights.</summary>
    public const string KeyRotated = "key.rotated";

    /// <summary>A tenant was created.</summary>
    public const string TenantCreated = "tenant.created";

    /// <summary>No key of a tenant is taken any more.</summary>
    public const string TenantSuspended = "tenant.suspended";

    /// <summary>Keys of a tenant are taken again.</summary>
    public const string TenantReinstated = "tenant.reinstated";

    /// <summary>Someone signed in.</summary>
    public const string SignedIn = "identity.signed_in";

    /// <summary>Someone signed out.</summary>
    public const string SignedOut = "identity.signed_out";

    /// <summary>A one-time link that signs a person in was made.</summary>
    public const string SignInLinkCreated = "identity.link_created";

    /// <summary>A refresh token was used a second time; its session has ended, since someone else may hold it.</summary>
    public const string RefreshTokenReused = "identity.refresh_token_reused";

    /// <summary>A person was invited.</summary>
    public const string PersonInvited = "person.invited";

    /// <summary>An invitation was taken back.</summary>
    public const string InvitationRevoked = "person.invitation_revoked";

    /// <summary>A person was added: by accepting an invitation, or with a first sign-in link.</summary>
    public const string PersonAdded = "person.added";

    /// <summary>A person was given other roles.</summary>
    public const string PersonRolesChanged = "person.roles_changed";

    /// <summary>A person may do nothing until it is reinstated.</summary>
    public const string PersonSuspended = "person.suspended";

    /// <summary>A person may do again what its roles say.</summary>
    public const string PersonReinstated = "person.reinstated";

    /// <summary>A person was removed.</summary>
    public const string PersonRemoved = "person.removed";

    /// <summary>An earlier version of a dataset was put back.</summary>
    public const string DatasetRestored = "dataset.restored";
}
