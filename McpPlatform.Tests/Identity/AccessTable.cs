using McpPlatform.Contracts.Api;

namespace McpPlatform.Tests.Identity;

/// <summary>
/// Who may come where: what each endpoint of the gateway stands for, and which roles have that. An endpoint without a row fails the tests; so does
/// a row without its endpoint.
/// </summary>
internal static class AccessTable
{
    public const string Open = "open";
    public const string AnyKey = "any key";

    private static readonly Role[] Everyone = [Role.Viewer, Role.Builder, Role.Approver, Role.Administrator];
    private static readonly Role[] Builders = [Role.Builder, Role.Administrator];
    private static readonly Role[] Approvers = [Role.Approver, Role.Administrator];
    private static readonly Role[] Administrators = [Role.Administrator];

    /// <summary>Which roles an action is for, in every tenant; those of the default tenant alone have <c>tenant.manage</c>.</summary>
    public static readonly IReadOnlyDictionary<string, Role[]> Roles = new Dictionary<string, Role[]>
    {
        [Open] = Everyone,
        [AnyKey] = Everyone,
        ["read"] = Everyone,
        ["plan"] = Builders,
        ["pipeline.apply"] = Builders,
        ["connection.manage"] = Builders,
        ["run.control"] = Builders,
        ["dataset.rollback"] = Builders,
        ["approval.decide"] = Approvers,
        ["tool.approve"] = Approvers,
        ["upstream.manage"] = Administrators,
        ["secret.manage"] = Administrators,
        ["key.manage"] = Administrators,
        ["person.manage"] = Administrators,
        ["tenant.manage"] = Administrators,
        ["audit.read"] = Administrators,
        ["detection.reveal"] = Administrators,
        ["policy.manage"] = Administrators,
        ["usage.read"] = Administrators,
        ["quota.manage"] = Administrators,
        ["secret.own"] = Builders,
    };

    /// <summary>What each endpoint stands for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Rows = new Dictionary<string, string>
    {
        ["GET /health/live"] = Open,
        ["GET /health/ready"] = Open,
        ["GET /metrics"] = Open,
        ["GET /openapi/{documentName}.json"] = Open,
        ["GET /.well-known/oauth-protected-resource"] = Open,
        ["GET /.well-known/oauth-protected-resource/mcp"] = Open,
        ["POST /api/v1/sign-in"] = Open,
        ["POST /api/v1/sessions/refresh"] = Open,
        ["GET /api/v1/sign-in/providers"] = Open,
        ["POST /api/v1/sign-in/providers/{name}"] = Open,
        ["POST /api/v1/sign-in/answer"] = Open,

        ["GET /api/v1/policies"] = "policy.manage",
        ["PUT /api/v1/policies/{name}"] = "policy.manage",
        ["DELETE /api/v1/policies/{name}"] = "policy.manage",
        ["GET /api/v1/policies/{name}/versions"] = "policy.manage",
        ["POST /api/v1/policies/{name}/restore"] = "policy.manage",
        ["POST /api/v1/policies/check"] = "policy.manage",
        ["POST /api/v1/policies/explain"] = "policy.manage",
        ["POST /api/v1/policies/try"] = "policy.manage",

        ["POST /api/v1/detection/scan"] = "read",
        ["POST /api/v1/firewall/scan"] = "read",
        ["POST /api/v1/detection/reveal"] = "detection.reveal",

        ["GET /api/v1/usage"] = "usage.read",
        ["GET /api/v1/usage/live"] = "usage.read",
        ["GET /api/v1/quotas"] = "quota.manage",
        ["PUT /api/v1/quotas/{name}"] = "quota.manage",
        ["DELETE /api/v1/quotas/{name}"] = "quota.manage",

        ["PUT /api/v1/secrets/mine/{name}"] = "secret.own",
        ["DELETE /api/v1/secrets/mine/{name}"] = "secret.own",

        ["POST /mcp"] = AnyKey,
        ["GET /mcp"] = AnyKey,
        ["DELETE /mcp"] = AnyKey,
        ["GET /sse"] = AnyKey,
        ["POST /messages"] = AnyKey,
        ["GET /api/v1/me"] = AnyKey,
        ["DELETE /api/v1/session"] = AnyKey,

        ["POST /api/v1/sign-in-links"] = "person.manage",
        ["GET /api/v1/people"] = "person.manage",
        ["GET /api/v1/people/{id}"] = "person.manage",
        ["PUT /api/v1/people/{id}/roles"] = "person.manage",
        ["POST /api/v1/people/{id}/suspend"] = "person.manage",
        ["POST /api/v1/people/{id}/reinstate"] = "person.manage",
        ["DELETE /api/v1/people/{id}"] = "person.manage",
        ["GET /api/v1/people/invitations"] = "person.manage",
        ["POST /api/v1/people/invitations"] = "person.manage",
        ["DELETE /api/v1/people/invitations/{id}"] = "person.manage",
        ["GET /api/v1/tenants"] = "tenant.manage",
        ["POST /api/v1/tenants"] = "tenant.manage",
        ["POST /api/v1/tenants/{id}/suspend"] = "tenant.manage",
        ["POST /api/v1/tenants/{id}/reinstate"] = "tenant.manage",
        ["POST /api/v1/tenants/{id}/invitations"] = "tenant.manage",
        ["GET /api/v1/keys"] = "key.manage",
        ["POST /api/v1/keys"] = "key.manage",
        ["POST /api/v1/keys/{id}/rotate"] = "key.manage",
        ["DELETE /api/v1/keys/{id}"] = "key.manage",
        ["GET /api/v1/secrets"] = "secret.manage",
        ["PUT /api/v1/secrets/{name}"] = "secret.manage",
        ["DELETE /api/v1/secrets/{name}"] = "secret.manage",

        ["GET /api/v1/connectors"] = "read",
        ["GET /api/v1/connections"] = "read",
        ["POST /api/v1/connections"] = "connection.manage",
        ["GET /api/v1/connections/{name}"] = "read",
        ["DELETE /api/v1/connections/{name}"] = "connection.manage",
        ["POST /api/v1/connections/{name}/check"] = "connection.manage",
        ["POST /api/v1/connections/{name}/discover"] = "read",
        ["POST /api/v1/connections/{name}/preview"] = "read",
        ["PUT /api/v1/connections/{name}/files/{fileName}"] = "connection.manage",

        ["GET /api/v1/upstreams"] = "read",
        ["POST /api/v1/upstreams"] = "upstream.manage",
        ["GET /api/v1/upstreams/{name}"] = "read",
        ["PUT /api/v1/upstreams/{name}"] = "upstream.manage",
        ["DELETE /api/v1/upstreams/{name}"] = "upstream.manage",
        ["GET /api/v1/registries"] = "upstream.manage",
        ["GET /api/v1/registries/{name}/servers"] = "upstream.manage",
        ["GET /api/v1/tools"] = "read",
        ["GET /api/v1/tools/{upstream}/{name}"] = "read",
        ["POST /api/v1/tools/{upstream}/{name}/approve"] = "tool.approve",
        ["POST /api/v1/tools/{upstream}/{name}/reject"] = "tool.approve",

        ["GET /api/v1/conversations"] = "read",
        ["POST /api/v1/conversations"] = "plan",
        ["GET /api/v1/conversations/{id}"] = "read",
        ["POST /api/v1/conversations/{id}"] = "plan",
        ["POST /api/v1/plans/check"] = "plan",
        ["GET /api/v1/pipelines"] = "read",
        ["POST /api/v1/pipelines"] = "pipeline.apply",
        ["GET /api/v1/pipelines/{id}"] = "read",
        ["PUT /api/v1/pipelines/{id}/schedule"] = "pipeline.apply",
        ["POST /api/v1/pipelines/{id}/runs"] = "run.control",
        ["GET /api/v1/runs"] = "read",
        ["GET /api/v1/runs/{id}"] = "read",
        ["GET /api/v1/runs/{id}/events"] = "read",
        ["POST /api/v1/runs/{id}/cancel"] = "run.control",
        ["POST /api/v1/runs/{id}/resume"] = "run.control",
        ["POST /api/v1/runs/{id}/fix"] = "run.control",
        ["GET /api/v1/approvals"] = "read",
        ["POST /api/v1/approvals/{id}"] = "approval.decide",
        ["GET /api/v1/datasets"] = "read",
        ["GET /api/v1/datasets/{connection}/{target}"] = "read",
        ["GET /api/v1/datasets/{connection}/{target}/schemas"] = "read",
        ["GET /api/v1/datasets/{connection}/{target}/lineage"] = "read",
        ["POST /api/v1/datasets/{connection}/{target}/rollback"] = "dataset.rollback",
        ["GET /api/v1/warehouse"] = "secret.manage",
        ["POST /api/v1/warehouse/query"] = "read",
        ["GET /api/v1/events"] = "read",
        ["GET /api/v1/audit"] = "audit.read",
        ["GET /api/v1/audit/export"] = "audit.read",
        ["POST /api/v1/audit/verify"] = "audit.read",
    };

    /// <summary>Whether a role may come in, in a tenant.</summary>
    public static bool Lets(string row, Role role, string tenant) => Roles[row].Contains(role) && (row != "tenant.manage" || tenant == "default");
}
