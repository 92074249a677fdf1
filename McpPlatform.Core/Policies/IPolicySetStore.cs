using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Policies;

/// <summary>Keeps sets of policies with all their versions.</summary>
public interface IPolicySetStore
{
    /// <summary>All sets of a tenant by name; it has at most 100.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<PolicySetInfo>> ListAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>The versions of a set, newest first, at most 100; empty when there never was one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<PolicySetVersion>> VersionsAsync(string tenant, string name, CancellationToken cancellationToken);

    /// <summary>One version of a set; <see langword="null"/> when there is none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<PolicySetVersion?> FindAsync(string tenant, string name, int version, CancellationToken cancellationToken);

    /// <summary>Adds or changes a set as a new version, with the event, and wakes those who follow.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="set">What it becomes; checked by now.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">Another version than the expected one stands, or there are 100 already.</exception>
    Task<PolicySetInfo> PutAsync(Principal by, string name, PutPolicySet set, CancellationToken cancellationToken);

    /// <summary>Removes a set as a new version without text, with the event, and wakes those who follow.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken);

    /// <summary>The sets of all tenants: now, and again whenever one has changed, whichever gateway changed it; never for a caller.</summary>
    /// <param name="cancellationToken">Ends the following.</param>
    IAsyncEnumerable<IReadOnlyList<TenantPolicySet>> FollowAllAsync(CancellationToken cancellationToken);
}

/// <summary>A set of policies and the tenant whose it is.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Set">The set.</param>
public sealed record TenantPolicySet(string Tenant, PolicySetInfo Set);
