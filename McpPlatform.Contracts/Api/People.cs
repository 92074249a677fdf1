namespace McpPlatform.Contracts.Api;

/// <summary>A person of a tenant.</summary>
/// <param name="Id">Its id; a principal that is this person is called <c>person:ID</c>.</param>
/// <param name="Name">Its name, which no other person of the tenant has.</param>
/// <param name="Roles">What it is to the tenant; what it may do follows from them.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Email">Its e-mail address; <see langword="null"/> when nobody said.</param>
/// <param name="SuspendedAt">Since when it may do nothing; <see langword="null"/> while it may.</param>
/// <param name="LastSeenAt">When it last did something, to the minute; <see langword="null"/> for never.</param>
public sealed record PersonInfo(
    Guid Id, string Name, IReadOnlyList<Role> Roles, DateTimeOffset CreatedAt, string? Email = null, DateTimeOffset? SuspendedAt = null,
    DateTimeOffset? LastSeenAt = null);

/// <summary>Gives a person other roles.</summary>
/// <param name="Roles">All it has from now on; at least one, none whose scopes the caller lacks.</param>
public sealed record ChangeRoles(IReadOnlyList<Role> Roles);

/// <summary>Invites a person by a one-time link.</summary>
/// <param name="Name">Its name, 1 to 100 characters.</param>
/// <param name="Roles">What it will be to the tenant; at least one, none whose scopes the caller lacks.</param>
/// <param name="Email">Its e-mail address; <see langword="null"/> for none. Nothing is sent there.</param>
public sealed record InvitePerson(string Name, IReadOnlyList<Role> Roles, string? Email = null);

/// <summary>An invitation nobody has accepted yet, without its token.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name of the person.</param>
/// <param name="Roles">What the person will be to the tenant.</param>
/// <param name="InvitedBy">Name of who invites.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">Until when it can be accepted.</param>
/// <param name="Email">The person's e-mail address; <see langword="null"/> when nobody said.</param>
public sealed record InvitationInfo(
    Guid Id, string Name, IReadOnlyList<Role> Roles, string InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? Email = null);

/// <summary>A new invitation. The only time its token is shown.</summary>
/// <param name="Token">The token; the sign-in page and <c>POST /api/v1/sign-in</c> take it.</param>
/// <param name="Info">What is kept of it.</param>
public sealed record CreatedInvitation(string Token, InvitationInfo Info);
