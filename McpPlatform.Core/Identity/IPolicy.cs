namespace McpPlatform.Core.Identity;

/// <summary>Decides what a principal may do. Whatever no rule allows is refused, and so is everything while no decision can be had.</summary>
public interface IPolicy
{
    /// <summary>Decides. A decision that is known already comes without waiting.</summary>
    /// <param name="request">Who wants to do what, on what.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<PolicyDecision> DecideAsync(PolicyRequest request, CancellationToken cancellationToken);

    /// <summary>Decides many at once, as a list of tools wants it.</summary>
    /// <param name="requests">Who wants to do what, on what.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>One decision each, in their order.</returns>
    ValueTask<IReadOnlyList<PolicyDecision>> DecideAllAsync(IReadOnlyList<PolicyRequest> requests, CancellationToken cancellationToken);
}
