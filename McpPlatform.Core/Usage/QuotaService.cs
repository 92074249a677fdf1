using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Usage;

/// <summary>Shows and changes the quotas of a tenant.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="quotas">Where they are kept.</param>
public sealed partial class QuotaService(IPolicy policy, IQuotaStore quotas)
{
    private const decimal MostLimit = 1_000_000_000_000;
    private const int MaxSubjectLength = 2_048;

    /// <summary>All quotas of the tenant by name, and how much of each is used.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<QuotaInfo>> ListAsync(Principal by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await policy.RequireAsync(by, Actions.ManageQuotas, "quotas", cancellationToken);
        return new Page<QuotaInfo>(await quotas.ListAsync(by.Tenant, cancellationToken), null);
    }

    /// <summary>Adds or changes a quota; what was used in this period counts already.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">1 to 50 lower-case letters, digits or <c>-</c>, beginning with a letter.</param>
    /// <param name="quota">What it becomes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">Something is wrong with it; the message names all of it.</exception>
    public async Task<QuotaInfo> PutAsync(Principal by, string name, PutQuota quota, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(quota);
        await policy.RequireAsync(by, Actions.ManageQuotas, Resource(name), cancellationToken);
        var problems = Problems(name, quota).ToList();
        return problems.Count == 0
            ? await quotas.PutAsync(by, name, quota, cancellationToken)
            : throw new InvalidInputException(string.Join(' ', problems));
    }

    /// <summary>Removes a quota.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such quota.</exception>
    public async Task RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageQuotas, Resource(name), cancellationToken);
        if (!await quotas.RemoveAsync(by, name, cancellationToken))
        {
            throw new NotFoundException($"There is no quota '{name}'. 'mcpp quotas' shows those that stand.");
        }
    }

    private static IEnumerable<string> Problems(string name, PutQuota quota)
    {
        if (!Name().IsMatch(name))
        {
            yield return "The name of a quota has 1 to 50 lower-case letters, digits or '-' and begins with a letter.";
        }

        if (quota.Limit is < 0 or > MostLimit)
        {
            yield return $"'limit' must lie between 0 and {MostLimit}.";
        }

        if (quota.Scope == QuotaScope.Tenant != quota.Subject is null)
        {
            yield return "'subject' names the key or the tool; a quota of the tenant has none.";
        }

        if (quota.Subject is { } subject && (subject.Length is 0 or > MaxSubjectLength || subject.Any(char.IsControl) || subject.Any(char.IsSurrogate)))
        {
            yield return $"'subject' has 1 to {MaxSubjectLength} plain characters.";
        }

        if (quota.WarnAtPercent is < 1 or > 100)
        {
            yield return "'warnAtPercent' must lie between 1 and 100.";
        }
    }

    private static string Resource(string name) => $"quota/{name}";

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,49}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
