using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Upstreams;

/// <summary>Keeps upstreams.</summary>
public interface IUpstreamStore
{
    /// <summary>Finds an upstream by name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<UpstreamInfo?> FindAsync(string tenant, string name, CancellationToken cancellationToken);

    /// <summary>All upstreams of a tenant by name; it has at most 1,000.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<UpstreamInfo>> ListAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>All upstreams of all tenants, by tenant and name; for the gateway itself, never for a caller.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<TenantUpstream>> ListAllAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What <see cref="ListAllAsync"/> answers: now, and again whenever it has become another, whichever gateway changed it. Several changes may
    /// come as one. Goes on when PostgreSQL was away.
    /// </summary>
    /// <param name="cancellationToken">Ends the following.</param>
    IAsyncEnumerable<IReadOnlyList<TenantUpstream>> FollowAllAsync(CancellationToken cancellationToken);

    /// <summary>Adds an upstream. Its secrets are references by now.</summary>
    /// <param name="by">Who.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="file">The file it comes from; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">The name is taken, or there are 1,000 already.</exception>
    Task<UpstreamInfo> AddAsync(Principal by, AddUpstream upstream, string? file, CancellationToken cancellationToken);

    /// <summary>Replaces what an upstream is. Its secrets are references by now.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="upstream">What it becomes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What it is now; <see langword="null"/> when there is no such upstream.</returns>
    /// <exception cref="ConflictException">Another version than the expected one stands.</exception>
    Task<UpstreamInfo?> ChangeAsync(Principal by, string name, ChangeUpstream upstream, CancellationToken cancellationToken);

    /// <summary>Removes an upstream.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken);
}

/// <summary>An upstream and the tenant whose it is.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Upstream">The upstream.</param>
public sealed record TenantUpstream(string Tenant, UpstreamInfo Upstream);
