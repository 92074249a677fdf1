using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Policies;

/// <summary>Shows, checks and changes the policies of a tenant.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="sets">Where they are kept.</param>
/// <param name="authoring">Checks and explains them.</param>
public sealed class PolicySetService(IPolicy policy, IPolicySetStore sets, IPolicyAuthoring authoring)
{
    /// <summary>All sets of the tenant by name.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<PolicySetInfo>> ListAsync(Principal by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await policy.RequireAsync(by, Actions.ManagePolicies, "policies", cancellationToken);
        return new Page<PolicySetInfo>(await sets.ListAsync(by.Tenant, cancellationToken), null);
    }

    /// <summary>The versions of a set, newest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There never was such a set.</exception>
    public async Task<Page<PolicySetVersion>> VersionsAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await policy.RequireAsync(by, Actions.ManagePolicies, Resource(name), cancellationToken);
        return await sets.VersionsAsync(by.Tenant, name, cancellationToken) is { Count: > 0 } versions
            ? new Page<PolicySetVersion>(versions, null)
            : throw Missing(name);
    }

    /// <summary>Adds or changes a set. It is checked against the schema first; where anything is wrong nothing is changed.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">1 to 50 lower-case letters, digits or <c>-</c>, beginning with a letter.</param>
    /// <param name="set">What it becomes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">Something is wrong; the message says what and where.</exception>
    /// <exception cref="ConflictException">Another version than the expected one stands.</exception>
    public async Task<PolicySetInfo> PutAsync(Principal by, string name, PutPolicySet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        await policy.RequireAsync(by, Actions.ManagePolicies, Resource(name), cancellationToken);
        DraftRules.CheckName(name);
        DraftRules.CheckText(set.Text);
        if (await authoring.CheckAsync(name, set.Text, cancellationToken) is [var problem, ..] problems)
        {
            var more = problems.Count > 1 ? $" ({problems.Count - 1} more; 'mcpp policy validate' shows all)" : "";
            throw new InvalidInputException($"The policies are wrong in line {problem.Line}, column {problem.Column}: {problem.Message}{more}");
        }

        return await sets.PutAsync(by, name, set, cancellationToken);
    }

    /// <summary>Puts a former version back, as a new version. It is checked as any other.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Name of the set.</param>
    /// <param name="version">The former version.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such version, or it has no text.</exception>
    public async Task<PolicySetInfo> RestoreAsync(Principal by, string name, int version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await policy.RequireAsync(by, Actions.ManagePolicies, Resource(name), cancellationToken);
        return await sets.FindAsync(by.Tenant, name, version, cancellationToken) is { Text: { } text, Mode: var mode }
            ? await PutAsync(by, name, new PutPolicySet(text, mode), cancellationToken)
            : throw new NotFoundException($"The policies '{name}' have no version {version} with a text.");
    }

    /// <summary>Removes a set; its versions stay.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such set.</exception>
    public async Task RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManagePolicies, Resource(name), cancellationToken);
        if (!await sets.RemoveAsync(by, name, cancellationToken))
        {
            throw Missing(name);
        }
    }

    /// <summary>What is wrong with policies; nothing is kept.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="text">The policies.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<PolicyCheck> CheckAsync(Principal by, string text, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManagePolicies, "policies", cancellationToken);
        DraftRules.CheckText(text);
        return new PolicyCheck(await authoring.CheckAsync("draft", text, cancellationToken));
    }

    /// <summary>What would be decided in the caller's tenant, and why.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<PolicyExplanation> ExplainAsync(Principal by, ExplainPolicy question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(question);
        await policy.RequireAsync(by, Actions.ManagePolicies, "policies", cancellationToken);
        var drafts = question.Drafts ?? new Dictionary<string, string>();
        DraftRules.Check(drafts);
        return await authoring.ExplainAsync(PolicyQuestion.Of(by.Tenant, question), drafts, cancellationToken);
    }

    private static NotFoundException Missing(string name) => new($"There are no policies '{name}'. 'mcpp policy list' shows those that exist.");

    private static string Resource(string name) => $"policy/{name}";
}
