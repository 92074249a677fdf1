using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Policies;

/// <summary>What the engine tells those who write policies.</summary>
public interface IPolicyAuthoring
{
    /// <summary>What is wrong with policies, by the schema too; empty when nothing is.</summary>
    /// <param name="name">Name of their set.</param>
    /// <param name="text">The policies, in Cedar.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">They cannot be checked now.</exception>
    Task<IReadOnlyList<PolicyProblem>> CheckAsync(string name, string text, CancellationToken cancellationToken);

    /// <summary>What would be decided, and why.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="drafts">Further policies by the names of their sets.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">There is no such action, or a draft is wrong.</exception>
    /// <exception cref="ConflictException">It cannot be decided now.</exception>
    Task<PolicyExplanation> ExplainAsync(PolicyRequest request, IReadOnlyDictionary<string, string> drafts, CancellationToken cancellationToken);
}
