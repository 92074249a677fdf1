using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Policies;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>Policies of the tenant: who may do what.</summary>
internal static class PoliciesApi
{
    public static void MapPolicies(this IEndpointRouteBuilder api)
    {
        var policies = api.MapGroup("/policies").Needs(Actions.ManagePolicies);
        policies.MapGet("/", ListAsync).WithName("ListPolicies").WithSummary("Lists the tenant's sets of policies by name.");
        policies.MapPut("/{name}", PutAsync).WithName("PutPolicies").WithSummary("Adds or changes a set of policies, once it is found right.");
        policies.MapDelete("/{name}", RemoveAsync).WithName("RemovePolicies").WithSummary("Removes a set of policies; its versions stay.");
        policies.MapGet("/{name}/versions", VersionsAsync).WithName("PolicyVersions").WithSummary("The versions of a set of policies, newest first.");
        policies.MapPost("/{name}/restore", RestoreAsync).WithName("RestorePolicies").WithSummary("Puts a former version back, as a new one.");
        policies.MapPost("/check", CheckAsync).WithName("CheckPolicies").WithSummary("Says what is wrong with policies; keeps nothing.");
        policies.MapPost("/explain", ExplainAsync).WithName("ExplainPolicy").WithSummary("Says what would be decided, by which policies, and what they read.");
        policies.MapPost("/try", TryAsync).WithName("TryPolicies").WithSummary("Says what policies would have decided about calls of the past.");
    }

    private static Task<PolicyTrial> TryAsync(Caller caller, TryPolicies body, PolicyTrialService trials, CancellationToken cancellationToken) =>
        trials.TryAsync(caller, body, cancellationToken);

    private static Task<Page<PolicySetInfo>> ListAsync(Caller caller, PolicySetService policies, CancellationToken cancellationToken) =>
        policies.ListAsync(caller, cancellationToken);

    private static Task<PolicySetInfo> PutAsync(Caller caller, string name, PutPolicySet body, PolicySetService policies, CancellationToken cancellationToken) =>
        policies.PutAsync(caller, name, body, cancellationToken);

    private static async Task<NoContent> RemoveAsync(Caller caller, string name, PolicySetService policies, CancellationToken cancellationToken)
    {
        await policies.RemoveAsync(caller, name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<Page<PolicySetVersion>> VersionsAsync(Caller caller, string name, PolicySetService policies, CancellationToken cancellationToken) =>
        policies.VersionsAsync(caller, name, cancellationToken);

    private static Task<PolicySetInfo> RestoreAsync(
        Caller caller, string name, RestorePolicySet body, PolicySetService policies, CancellationToken cancellationToken) =>
        policies.RestoreAsync(caller, name, body.Version, cancellationToken);

    private static Task<PolicyCheck> CheckAsync(Caller caller, CheckPolicies body, PolicySetService policies, CancellationToken cancellationToken) =>
        policies.CheckAsync(caller, body.Text, cancellationToken);

    private static Task<PolicyExplanation> ExplainAsync(Caller caller, ExplainPolicy body, PolicySetService policies, CancellationToken cancellationToken) =>
        policies.ExplainAsync(caller, body, cancellationToken);
}
