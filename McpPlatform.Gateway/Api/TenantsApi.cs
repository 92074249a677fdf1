using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>Tenants, for administrators of the default one.</summary>
internal static class TenantsApi
{
    public static void MapTenants(this IEndpointRouteBuilder api)
    {
        var tenants = api.MapGroup("/tenants").Needs(Actions.ManageTenants);
        tenants.MapGet("/", ListAsync).WithName("ListTenants").WithSummary("Lists tenants by id.");
        tenants.MapPost("/", CreateAsync).Idempotent().WithName("CreateTenant").WithSummary("Creates a tenant.");
        tenants.MapPost("/{id}/suspend", SuspendAsync).Idempotent().WithName("SuspendTenant").WithSummary("Suspends a tenant: no key of it is taken.");
        tenants.MapPost("/{id}/reinstate", ReinstateAsync).Idempotent().WithName("ReinstateTenant").WithSummary("Lets a suspended tenant in again.");
        tenants.MapPost("/{id}/invitations", InviteAsync).WithName("InviteAdministrator")
            .WithSummary("Invites the first administrator of a tenant by a one-time token, shown this once.");
    }

    private static Task<Page<TenantInfo>> ListAsync(
        Caller caller, [AsParameters] PageQuery query, TenantService tenants, CancellationToken cancellationToken) =>
        tenants.ListAsync(caller, query.Page, cancellationToken);

    private static async Task<Created<TenantInfo>> CreateAsync(
        Caller caller, CreateTenant body, TenantService tenants, CancellationToken cancellationToken) =>
        TypedResults.Created((string?)null, await tenants.CreateAsync(caller, body, cancellationToken));

    private static Task<TenantInfo> SuspendAsync(Caller caller, string id, TenantService tenants, CancellationToken cancellationToken) =>
        tenants.SuspendAsync(caller, id, cancellationToken);

    private static Task<TenantInfo> ReinstateAsync(Caller caller, string id, TenantService tenants, CancellationToken cancellationToken) =>
        tenants.ReinstateAsync(caller, id, cancellationToken);

    private static async Task<Created<CreatedInvitation>> InviteAsync(
        Caller caller, string id, InviteAdministrator body, TenantService tenants, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, await tenants.InviteAdministratorAsync(caller, id, body, cancellationToken));
    }
}
