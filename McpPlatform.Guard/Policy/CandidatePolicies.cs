using McpPlatform.Core;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>The policies of a tenant as they would be with drafts, which are kept nowhere.</summary>
internal sealed class CandidatePolicies(PolicyBook book)
{
    /// <summary>Makes them. A draft stands for the set of its name.</summary>
    /// <exception cref="InvalidInputException">A draft is wrong.</exception>
    /// <exception cref="ConflictException">The engine does not answer.</exception>
    public async Task<TenantPolicies> MakeAsync(string tenant, IReadOnlyDictionary<string, string> drafts, CancellationToken cancellationToken)
    {
        if (!await book.ReadyAsync(cancellationToken))
        {
            throw new ConflictException("The policy engine does not answer now. Try again in a moment.");
        }

        var compiled = new List<(string, IReadOnlyList<PolicyRule>)>();
        foreach (var (name, text) in drafts)
        {
            var draft = await CompileAsync($"{name}/", text, cancellationToken);
            compiled.Add(draft.Problems is [var problem, ..]
                ? throw new InvalidInputException($"The policies '{name}' are wrong in line {problem.Line}, column {problem.Column}: {problem.Message}")
                : ($"{name}/", draft.Rules));
        }

        return book.Edition!.With(tenant, compiled);
    }

    /// <exception cref="ConflictException">The engine does not answer.</exception>
    public async Task<CompiledText> CompileAsync(string prefix, string text, CancellationToken cancellationToken)
    {
        try
        {
            return await book.CompileAsync(prefix, text, cancellationToken);
        }
        catch (EngineUnavailableException exception)
        {
            throw new ConflictException(exception.Message);
        }
    }
}
