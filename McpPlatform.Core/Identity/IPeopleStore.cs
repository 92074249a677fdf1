using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>
/// Keeps people and invitations. Every change is an event and takes effect at once, in every gateway. Whoever would leave a tenant without an
/// active administrator is refused with a <see cref="ConflictException"/>.
/// </summary>
public interface IPeopleStore
{
    /// <summary>Lists people by name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">Only the person of exactly this name; <see langword="null"/> for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<PersonInfo>> ListAsync(string tenant, string? name, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Finds a person; <see langword="null"/> when there is none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<PersonInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>Gives a person other roles.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The person.</param>
    /// <param name="roles">All it has from now on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The person; <see langword="null"/> when there is none.</returns>
    Task<PersonInfo?> ChangeRolesAsync(Principal by, Guid id, IReadOnlyList<Role> roles, CancellationToken cancellationToken);

    /// <summary>Suspends a person and ends its sessions, or reinstates it. Its own keys are refused while it is suspended.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The person.</param>
    /// <param name="suspended">Whether it is suspended from now on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The person; <see langword="null"/> when there is none.</returns>
    Task<PersonInfo?> SuspendAsync(Principal by, Guid id, bool suspended, CancellationToken cancellationToken);

    /// <summary>Removes a person, its sessions and its own keys.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(Principal by, Guid id, CancellationToken cancellationToken);

    /// <summary>Stores an invitation.</summary>
    /// <param name="by">Who invites.</param>
    /// <param name="person">Whom, as what.</param>
    /// <param name="tokenHash">SHA-256 of its token.</param>
    /// <param name="expiresAt">Until when it can be accepted.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">There is a person, or an open invitation, of that name.</exception>
    Task<InvitationInfo> InviteAsync(
        Principal by, InvitePerson person, ReadOnlyMemory<byte> tokenHash, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Lists invitations that can still be accepted, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<InvitationInfo>> ListInvitationsAsync(string tenant, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Takes an open invitation back.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The invitation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RevokeInvitationAsync(Principal by, Guid id, CancellationToken cancellationToken);
}
