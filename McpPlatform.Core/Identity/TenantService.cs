using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Keeps tenants, for administrators of the default one. What belongs to a tenant stays closed to them: they invite its first administrator and no other.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="tenants">Where tenants are kept.</param>
/// <param name="people">Where people are kept.</param>
/// <param name="invitations">Invites.</param>
public sealed partial class TenantService(IPolicy policy, ITenantStore tenants, IPeopleStore people, InvitationService invitations)
{
    /// <summary>Lists tenants by id.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<TenantInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageTenants, "tenants", cancellationToken);
        return await tenants.ListAsync(page, cancellationToken);
    }

    /// <summary>Creates a tenant.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">There is one of that id.</exception>
    public async Task<TenantInfo> CreateAsync(Principal by, CreateTenant request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManageTenants, "tenants", cancellationToken);
        GrantRules.CheckName(request.Name, "name");
        return Id().IsMatch(request.Id)
            ? await tenants.CreateAsync(by, request, cancellationToken)
            : throw new InvalidInputException("'id' must have 1 to 63 lower-case letters, digits or '-', and begin with a letter.");
    }

    /// <summary>Suspends a tenant: no key of it is taken.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such tenant.</exception>
    /// <exception cref="ConflictException">It is the default tenant.</exception>
    public async Task<TenantInfo> SuspendAsync(Principal by, string id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageTenants, Resource(id), cancellationToken);
        return id != Tenants.Default
            ? await tenants.SuspendAsync(by, id, suspended: true, cancellationToken) ?? throw Missing(id)
            : throw new ConflictException($"The tenant '{id}' keeps the others and cannot be suspended.");
    }

    /// <summary>Lets a suspended tenant in again.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The tenant.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such tenant.</exception>
    public async Task<TenantInfo> ReinstateAsync(Principal by, string id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageTenants, Resource(id), cancellationToken);
        return await tenants.SuspendAsync(by, id, suspended: false, cancellationToken) ?? throw Missing(id);
    }

    /// <summary>Invites the first administrator of a tenant; invitations made before end.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The tenant.</param>
    /// <param name="request">Whom.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The invitation with its token, shown this once.</returns>
    /// <exception cref="NotFoundException">There is no such tenant.</exception>
    /// <exception cref="ConflictException">It has people already.</exception>
    public async Task<CreatedInvitation> InviteAdministratorAsync(
        Principal by, string id, InviteAdministrator request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManageTenants, Resource(id), cancellationToken);
        _ = await tenants.FindAsync(id, cancellationToken) ?? throw Missing(id);
        if ((await people.ListAsync(id, null, new PageRequest(Limit: 1), cancellationToken)).Items.Count > 0)
        {
            throw new ConflictException($"The tenant '{id}' has people already; its administrators invite others.");
        }

        var guest = by with { Tenant = id };
        foreach (var open in (await people.ListInvitationsAsync(id, new PageRequest(), cancellationToken)).Items)
        {
            await people.RevokeInvitationAsync(guest, open.Id, cancellationToken);
        }

        return await invitations.InviteAsync(guest, new InvitePerson(request.Name, [Role.Administrator], request.Email), cancellationToken);
    }

    private static string Resource(string id) => $"tenant/{id}";

    private static NotFoundException Missing(string id) => new($"There is no tenant '{id}'. 'mcpp tenants list' shows those that exist.");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex Id();
}
