using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Policies.</content>
public sealed partial class PlatformClient
{
    /// <summary>Lists the tenant's sets of policies by name.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<PolicySetInfo>> ListPoliciesAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "policies", ContractsJson.Default.PagePolicySetInfo, cancellationToken);

    /// <summary>Adds or changes a set of policies.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="set">What it becomes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PolicySetInfo> PutPoliciesAsync(string name, PutPolicySet set, CancellationToken cancellationToken = default) =>
        gateway.PutAsync(Policies(name), set, ContractsJson.Default.PutPolicySet, ContractsJson.Default.PolicySetInfo, cancellationToken);

    /// <summary>Removes a set of policies.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RemovePoliciesAsync(string name, CancellationToken cancellationToken = default) => gateway.DeleteAsync(Policies(name), cancellationToken);

    /// <summary>The versions of a set of policies, newest first.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<PolicySetVersion>> ListPolicyVersionsAsync(string name, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Policies(name) + "/versions", ContractsJson.Default.PagePolicySetVersion, cancellationToken);

    /// <summary>Puts a former version back, as a new one.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="version">The former version.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PolicySetInfo> RestorePoliciesAsync(string name, int version, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Policies(name) + "/restore", new RestorePolicySet(version), ContractsJson.Default.RestorePolicySet, ContractsJson.Default.PolicySetInfo, cancellationToken);

    /// <summary>Says what is wrong with policies.</summary>
    /// <param name="text">The policies, in Cedar.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PolicyCheck> CheckPoliciesAsync(string text, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "policies/check", new CheckPolicies(text), ContractsJson.Default.CheckPolicies, ContractsJson.Default.PolicyCheck, cancellationToken);

    /// <summary>Says what would be decided, by which policies, and what they read.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PolicyExplanation> ExplainPolicyAsync(ExplainPolicy question, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "policies/explain", question, ContractsJson.Default.ExplainPolicy, ContractsJson.Default.PolicyExplanation, cancellationToken);

    /// <summary>Says what policies would have decided about calls of the past.</summary>
    /// <param name="trial">Which policies and calls.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<PolicyTrial> TryPoliciesAsync(TryPolicies trial, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "policies/try", trial, ContractsJson.Default.TryPolicies, ContractsJson.Default.PolicyTrial, cancellationToken);

    private static string Policies(string name) => $"{Root}policies/{Escape(name)}";
}
