namespace McpPlatform.Core.Identity;

/// <summary>What application services ask of an <see cref="IPolicy"/> before anything else.</summary>
public static class PolicyExtensions
{
    /// <summary>Goes on only when the policy allows it.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="by">Who.</param>
    /// <param name="action">What; a name of <see cref="Actions"/>.</param>
    /// <param name="resource">On what, such as <c>pipeline/018f…</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ForbiddenException">The policy refuses.</exception>
    public static async ValueTask RequireAsync(this IPolicy policy, Principal by, string action, string resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var decision = await policy.DecideAsync(new PolicyRequest(by, action, PolicyResource.Of(resource)), cancellationToken);
        if (!decision.Allowed)
        {
            throw new ForbiddenException(decision);
        }
    }
}
