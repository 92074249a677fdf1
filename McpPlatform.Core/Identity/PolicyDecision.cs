namespace McpPlatform.Core.Identity;

/// <summary>A decision and the rule it came from.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Reason">One sentence for the person refused; empty when allowed.</param>
public sealed record PolicyDecision(bool Allowed, string Rule, string Reason)
{
    /// <summary>The rule of a refusal that only says that no decision could be had: it may pass by itself.</summary>
    public const string Unavailable = "policy-unavailable";

    /// <summary>The decision about what is open to any key, for which no policy is asked.</summary>
    public static readonly PolicyDecision Open = new(true, "any-key", "");

    /// <summary>The version of the policies that decided; empty when no policy was asked.</summary>
    public string PolicyVersion { get; init; } = "";

    /// <summary>What has to be done where it is allowed; empty for nothing.</summary>
    public IReadOnlyList<Obligation> Obligations { get; init; } = [];

    /// <summary>What would have been decided with the policies that are only tried; <see langword="null"/> where none of them can apply.</summary>
    public TriedDecision? Tried { get; init; }

    /// <summary>What the policies were told, for the audit; <see langword="null"/> where that is not known, or none was asked.</summary>
    public RequestAttributes? Attributes { get; init; }
}

/// <summary>What would have been decided with policies that are only tried.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="By">The policies that would have decided, or the one whose permission was missing; at least one.</param>
public sealed record TriedDecision(bool Allowed, IReadOnlyList<string> By);

/// <summary>An action was refused.</summary>
/// <param name="decision">The decision.</param>
public sealed class ForbiddenException(PolicyDecision decision) : Exception($"{decision.Reason} (rule '{decision.Rule}')")
{
    /// <summary>The decision.</summary>
    public PolicyDecision Decision { get; } = decision;
}
