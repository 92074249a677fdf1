using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Tenants, for administrators of the default one.</content>
public sealed partial class PlatformClient
{
    /// <summary>Lists tenants by id.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<TenantInfo>> ListTenantsAsync(string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "tenants", cursor, limit), ContractsJson.Default.PageTenantInfo, cancellationToken);

    /// <summary>Creates a tenant; 409 when there is one of that id.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<TenantInfo> CreateTenantAsync(CreateTenant tenant, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "tenants", tenant, ContractsJson.Default.CreateTenant, ContractsJson.Default.TenantInfo, cancellationToken);

    /// <summary>Suspends a tenant: no key of it is taken.</summary>
    /// <param name="id">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<TenantInfo> SuspendTenantAsync(string id, CancellationToken cancellationToken = default) =>
        gateway.PostAsync($"{Root}tenants/{Escape(id)}/suspend", ContractsJson.Default.TenantInfo, cancellationToken);

    /// <summary>Lets a suspended tenant in again.</summary>
    /// <param name="id">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<TenantInfo> ReinstateTenantAsync(string id, CancellationToken cancellationToken = default) =>
        gateway.PostAsync($"{Root}tenants/{Escape(id)}/reinstate", ContractsJson.Default.TenantInfo, cancellationToken);

    /// <summary>Invites the first administrator of a tenant by a one-time token; 409 when it has people already.</summary>
    /// <param name="id">The tenant.</param>
    /// <param name="administrator">Whom.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<CreatedInvitation> InviteAdministratorAsync(
        string id, InviteAdministrator administrator, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            $"{Root}tenants/{Escape(id)}/invitations", administrator, ContractsJson.Default.InviteAdministrator, ContractsJson.Default.CreatedInvitation,
            cancellationToken);
}
