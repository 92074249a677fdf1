namespace McpPlatform.Core.Identity;

/// <summary>What application services ask of an <see cref="IPolicy"/> before anything else.</summary>
public static class PolicyExtensions
{
    /// <summary>Goes on only when the policy allows it.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="by">Who.</param>
    /// <param name="action">What; a name of <see cref="Actions"/>.</param>
    /// <param name="resource">On what.</param>
    /// <exception cref="ForbiddenException">The policy refuses.</exception>
    public static void Require(this IPolicy policy, Principal by, string action, string resource)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var decision = policy.Decide(by, action, resource);
        if (!decision.Allowed)
        {
            throw new ForbiddenException(decision);
        }
    }
}
