namespace McpPlatform.Core.Identity;

/// <summary>What has to be done, or to have been done, where something is allowed.</summary>
/// <param name="Rule">The policy that asks for it.</param>
public abstract record Obligation(string Rule);

/// <summary>A person has to approve first.</summary>
/// <param name="Rule">The policy that asks for it.</param>
/// <param name="Reason">Why, in a sentence for that person; may be empty.</param>
public sealed record RequireApproval(string Rule, string Reason) : Obligation(Rule)
{
    /// <summary>Whether the person before the caller's own client may be that person, asked by elicitation; by default somebody else approves.</summary>
    public bool ByElicitation { get; init; }
}

/// <summary>Parts of the answer are hidden.</summary>
/// <param name="Rule">The policy that asks for it.</param>
/// <param name="Paths">Paths of members such as <c>customer.email</c>; each item of a list counts.</param>
public sealed record MaskAnswer(string Rule, IReadOnlyList<string> Paths) : Obligation(Rule);

/// <summary>It can wait: others go first where there is not room for all.</summary>
/// <param name="Rule">The policy that asks for it.</param>
public sealed record LowerPriority(string Rule) : Obligation(Rule);

/// <summary>It may happen only so often for a principal and a resource.</summary>
/// <param name="Rule">The policy that asks for it.</param>
/// <param name="Times">How often; at least once.</param>
/// <param name="Per">In which time.</param>
public sealed record LimitRate(string Rule, int Times, TimeSpan Per) : Obligation(Rule);

/// <summary>What happens to threats in texts of the call, in the place of what the installation has set.</summary>
/// <param name="Rule">The policy that asks for it.</param>
/// <param name="Action">What happens, to arguments and answer alike.</param>
public sealed record InspectTexts(string Rule, FirewallAction Action) : Obligation(Rule);
