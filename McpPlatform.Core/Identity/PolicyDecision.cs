namespace McpPlatform.Core.Identity;

/// <summary>A decision and the rule it came from.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Reason">One sentence for the person refused; empty when allowed.</param>
public sealed record PolicyDecision(bool Allowed, string Rule, string Reason)
{
    /// <summary>The rule of a refusal that only says that no decision could be had: it may pass by itself.</summary>
    public const string Unavailable = "policy-unavailable";

    /// <summary>The version of the policies that decided; empty when no policy was asked.</summary>
    public string PolicyVersion { get; init; } = "";

    /// <summary>What has to be done where it is allowed; empty for nothing.</summary>
    public IReadOnlyList<Obligation> Obligations { get; init; } = [];

    /// <summary>The rule that would have refused it, of policies that are only tried; <see langword="null"/> when none would.</summary>
    public string? WouldRefuse { get; init; }
}

/// <summary>An action was refused.</summary>
/// <param name="decision">The decision.</param>
public sealed class ForbiddenException(PolicyDecision decision) : Exception($"{decision.Reason} (rule '{decision.Rule}')")
{
    /// <summary>The decision.</summary>
    public PolicyDecision Decision { get; } = decision;
}
