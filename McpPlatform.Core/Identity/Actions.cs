namespace McpPlatform.Core.Identity;

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

    /// <summary>See what calls came to, and what they cost.</summary>
    public const string ReadUsage = "usage.read";

    /// <summary>See, set and remove quotas.</summary>
    public const string ManageQuotas = "quota.manage";

    /// <summary>Turn tokens back into the sensitive data they stand for.</summary>
    public const string RevealData = "detection.reveal";

    /// <summary>Set and remove secrets.</summary>
    public const string ManageSecrets = "secret.manage";

    /// <summary>Set and remove secrets of one's own, which one's calls to servers use.</summary>
    public const string OwnSecrets = "secret.own";

    /// <summary>Make and revoke keys.</summary>
    public const string ManageKeys = "key.manage";

    /// <summary>See, check, change and remove policies.</summary>
    public const string ManagePolicies = "policy.manage";

    /// <summary>See, create and suspend tenants, and invite their first administrators; for the default tenant only.</summary>
    public const string ManageTenants = "tenant.manage";

    /// <summary>See, invite, suspend and remove people, and give them roles.</summary>
    public const string ManagePeople = "person.manage";
}
