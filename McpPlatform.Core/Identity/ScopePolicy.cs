using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>The default policy: each action wants one scope, and only a person decides approvals.</summary>
public sealed class ScopePolicy : IPolicy
{
    /// <inheritdoc/>
    public PolicyDecision Decide(Principal principal, string action, string resource)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (action is Actions.Approve or Actions.ApproveTool && principal.Kind != PrincipalKind.Person)
        {
            return new PolicyDecision(false, "people-approve", "Only a person may approve.");
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
        Actions.ManageSecrets or Actions.ManageKeys or Actions.ManageUpstreams or Actions.ReadAudit => Scope.Admin,
        _ => null,
    };

    private static string Name(Scope scope) => scope.ToString().ToLowerInvariant();
}
