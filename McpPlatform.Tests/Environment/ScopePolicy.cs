using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Tests.Environment;

/// <summary>What the shipped policies say, in code: each action wants one scope, and only a person decides approvals. Tests without an engine use it.</summary>
internal sealed class ScopePolicy : IPolicy
{
    public ValueTask<PolicyDecision> DecideAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ValueTask.FromResult(Decide(request.Principal, request.Action, request.Resource));
    }

    public ValueTask<IReadOnlyList<PolicyDecision>> DecideAllAsync(IReadOnlyList<PolicyRequest> requests, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<PolicyDecision>>([.. requests.Select(r => Decide(r.Principal, r.Action, r.Resource))]);

    private static PolicyDecision Decide(Principal principal, string action, PolicyResource resource)
    {
        if (action is Actions.Approve or Actions.ApproveTool && principal.Kind != PrincipalKind.Person)
        {
            return new PolicyDecision(false, "people-approve", "Only a person may approve.");
        }

        if (action == Actions.ManageTenants && principal.Tenant != Tenants.Default)
        {
            return new PolicyDecision(false, "default-tenant", $"Tenants are kept by administrators of the tenant '{Tenants.Default}'.");
        }

        return Wanted(action) is not { } scope
            ? new PolicyDecision(false, "deny-by-default", $"No rule allows '{action}'.")
            : principal.Has(scope)
                ? new PolicyDecision(true, $"scope-{Name(scope)}", "")
                : new PolicyDecision(false, $"scope-{Name(scope)}", $"'{principal.Name}' lacks the scope '{Name(scope)}', which '{action}' on {resource} needs.");
    }

    private static Scope? Wanted(string action) => action switch
    {
        Actions.Read => Scope.Read,
        Actions.Plan or Actions.ApplyPlan or Actions.ManageConnections => Scope.Write,
        Actions.Run or Actions.Rollback or Actions.CallTool or Actions.OwnSecrets => Scope.Run,
        Actions.Approve or Actions.ApproveTool => Scope.Approve,
        Actions.ManageSecrets or Actions.ManageKeys or Actions.ManagePeople or Actions.ManageTenants or Actions.ManageUpstreams
            or Actions.ManagePolicies or Actions.ReadAudit or Actions.ReadUsage or Actions.ManageQuotas or Actions.RevealData => Scope.Admin,
        _ => null,
    };

    private static string Name(Scope scope) => scope.ToString().ToLowerInvariant();
}
