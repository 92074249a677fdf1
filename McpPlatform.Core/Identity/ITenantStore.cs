using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Keeps tenants. Every change is an event of the default tenant, and in force at once, in every gateway.</summary>
public interface ITenantStore
{
    /// <summary>Lists tenants by id.</summary>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<TenantInfo>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>Finds a tenant; <see langword="null"/> when there is none.</summary>
    /// <param name="id">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<TenantInfo?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Creates a tenant.</summary>
    /// <param name="by">Who.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">There is one of that id.</exception>
    Task<TenantInfo> CreateAsync(Principal by, CreateTenant tenant, CancellationToken cancellationToken);

    /// <summary>Suspends or reinstates a tenant.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The tenant.</param>
    /// <param name="suspended">Whether no key of it is taken from now on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The tenant; <see langword="null"/> when there is none.</returns>
    Task<TenantInfo?> SuspendAsync(Principal by, string id, bool suspended, CancellationToken cancellationToken);
}
