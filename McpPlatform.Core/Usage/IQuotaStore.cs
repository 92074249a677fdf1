using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Usage;

/// <summary>Keeps quotas, and how much of each is used: that grows in the transaction that stores the audit's records.</summary>
public interface IQuotaStore
{
    /// <summary>The quotas of a tenant by name; it has at most 50.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<QuotaInfo>> ListAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Adds or changes a quota, with the event. What was used in this period counts.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="quota">What it becomes; checked by now.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">There are 50 already.</exception>
    Task<QuotaInfo> PutAsync(Principal by, string name, PutQuota quota, CancellationToken cancellationToken);

    /// <summary>Removes a quota, with the event.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken);

    /// <summary>The quotas of all tenants and how much of each is used; for the gateway itself, never for a caller.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<StandingQuota>> ReadStandingAsync(CancellationToken cancellationToken);

    /// <summary>Tells, by events, which quotas have come to where somebody wanted to hear of it; each once in a period, whichever gateway tells.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task TellReachedAsync(CancellationToken cancellationToken);
}

/// <summary>A quota as gateways hold calls to it.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Terms">What it says.</param>
/// <param name="Limit">How much, in whole units: calls, bytes, or millionths of cost.</param>
public sealed record TenantQuota(string Tenant, string Name, PutQuota Terms, long Limit);

/// <summary>A quota and where it stands.</summary>
/// <param name="Quota">The quota.</param>
/// <param name="PeriodBegan">When the period began that is meant.</param>
/// <param name="Used">How much is used, in the units of its limit.</param>
public sealed record StandingQuota(TenantQuota Quota, DateTimeOffset PeriodBegan, long Used);
