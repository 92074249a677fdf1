namespace McpPlatform.Core.Identity;

/// <summary>Decides what a principal may do. Whatever no rule allows is refused.</summary>
public interface IPolicy
{
    /// <summary>Decides.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="action">What, such as <c>run.start</c>; a name of <see cref="Actions"/>.</param>
    /// <param name="resource">On what, such as <c>pipeline/018f…</c> or <c>connection/warehouse</c>.</param>
    PolicyDecision Decide(Principal principal, string action, string resource);
}

/// <summary>A decision and the rule it came from.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Reason">One sentence for the person refused.</param>
public sealed record PolicyDecision(bool Allowed, string Rule, string Reason);

/// <summary>Names of actions.</summary>
public static class Actions
{
    /// <summary>See connections, catalogs, previews, pipelines, runs, lineage.</summary>
    public const string Read = "read";

    /// <summary>Plan in a conversation.</summary>
    public const string Plan = "plan";

    /// <summary>Make a plan a pipeline, change its schedule.</summary>
    public const string ApplyPlan = "pipeline.apply";

    /// <summary>Add, check and remove connections.</summary>
    public const string ManageConnections = "connection.manage";

    /// <summary>Add, change and remove upstreams.</summary>
    public const string ManageUpstreams = "upstream.manage";

    /// <summary>Start, cancel, resume and fix runs.</summary>
    public const string Run = "run.control";

    /// <summary>Call a tool of a server behind the gateway.</summary>
    public const string CallTool = "tool.call";

    /// <summary>Put an earlier version of a dataset back.</summary>
    public const string Rollback = "dataset.rollback";

    /// <summary>Decide an approval.</summary>
    public const string Approve = "approval.decide";

    /// <summary>Approve or reject the definition of a tool.</summary>
    public const string ApproveTool = "tool.approve";

    /// <summary>See and verify the audit of calls.</summary>
    public const string ReadAudit = "audit.read";

    /// <summary>Set and remove secrets.</summary>
    public const string ManageSecrets = "secret.manage";

    /// <summary>Set and remove secrets of one's own, which one's calls to servers use.</summary>
    public const string OwnSecrets = "secret.own";

    /// <summary>Make and revoke keys.</summary>
    public const string ManageKeys = "key.manage";
}

/// <summary>An action was refused.</summary>
/// <param name="decision">The decision.</param>
public sealed class ForbiddenException(PolicyDecision decision) : Exception($"{decision.Reason} (rule '{decision.Rule}')")
{
    /// <summary>The decision.</summary>
    public PolicyDecision Decision { get; } = decision;
}
