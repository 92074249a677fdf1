using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Shows people to administrators, and changes what they are.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="people">Where people are kept.</param>
public sealed class PeopleService(IPolicy policy, IPeopleStore people)
{
    /// <summary>Lists people by name.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="name">Only the person of exactly this name; <see langword="null"/> for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<PersonInfo>> ListAsync(Principal by, string? name, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManagePeople, "people", cancellationToken);
        return await people.ListAsync(by.Tenant, name, page, cancellationToken);
    }

    /// <summary>One person.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such person.</exception>
    public async Task<PersonInfo> GetAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManagePeople, Resource(id), cancellationToken);
        return await people.FindAsync(by.Tenant, id, cancellationToken) ?? throw Missing(id);
    }

    /// <summary>Gives a person other roles; its sessions and keys have them on their next call.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The person.</param>
    /// <param name="change">The roles.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such person.</exception>
    /// <exception cref="ConflictException">It is the last active administrator.</exception>
    public async Task<PersonInfo> ChangeRolesAsync(Principal by, Guid id, ChangeRoles change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await policy.RequireAsync(by, Actions.ManagePeople, Resource(id), cancellationToken);
        var roles = GrantRules.CheckRoles(by, change.Roles);
        return await people.ChangeRolesAsync(by, id, roles, cancellationToken) ?? throw Missing(id);
    }

    /// <summary>Suspends a person: its sessions end, its own keys are refused.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such person.</exception>
    /// <exception cref="ConflictException">It is the last active administrator.</exception>
    public async Task<PersonInfo> SuspendAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManagePeople, Resource(id), cancellationToken);
        return await people.SuspendAsync(by, id, suspended: true, cancellationToken) ?? throw Missing(id);
    }

    /// <summary>Lets a suspended person in again; nobody brings back one with roles whose scopes they lack.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such person.</exception>
    public async Task<PersonInfo> ReinstateAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        var person = await GetAsync(by, id, cancellationToken);
        GrantRules.CheckRoles(by, person.Roles);
        return await people.SuspendAsync(by, id, suspended: false, cancellationToken) ?? throw Missing(id);
    }

    /// <summary>Removes a person, its sessions and its own keys.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such person.</exception>
    /// <exception cref="ConflictException">It is the last active administrator.</exception>
    public async Task RemoveAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManagePeople, Resource(id), cancellationToken);
        if (!await people.RemoveAsync(by, id, cancellationToken))
        {
            throw Missing(id);
        }
    }

    private static string Resource(Guid id) => $"person/{id}";

    private static NotFoundException Missing(Guid id) => new($"There is no person {id}. 'mcpp people list' shows those that exist.");
}
