using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>Refusals that no policy pronounced.</summary>
internal static class Refusals
{
    /// <summary>No decision can be had.</summary>
    public static readonly PolicyDecision Unavailable = new(
        false, PolicyDecision.Unavailable, "No policy could decide in time, so nothing is allowed. Try again in a moment; 'mcpp doctor' and the log say more if it lasts.");

    /// <summary>What the shipped policy of this name says, where other policies than the shipped ones decide.</summary>
    public static readonly PolicyDecision OnlyPeopleApprove = new(false, "people-approve", "Only a person may approve.");

    public static PolicyDecision UnknownAction(PolicyRequest request) => new(false, TenantPolicies.DenyByDefault, $"No rule allows '{request.Action}'.");

    public static PolicyDecision UnreadableArguments(UnreadableArgumentsException exception) => new(false, "policy-arguments", exception.Message);
}
