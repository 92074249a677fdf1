namespace McpPlatform.Contracts.Api;

/// <summary>A tenant: everything but tenants themselves belongs to exactly one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="SuspendedAt">Since when no key of it is taken; <see langword="null"/> while they are.</param>
public sealed record TenantInfo(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? SuspendedAt = null);

/// <summary>Creates a tenant.</summary>
/// <param name="Id">1 to 63 lower-case letters, digits or <c>-</c>, beginning with a letter.</param>
/// <param name="Name">Its name for people, 1 to 100 characters.</param>
public sealed record CreateTenant(string Id, string Name);

/// <summary>Invites the first administrator of a tenant; an invitation made before ends.</summary>
/// <param name="Name">Name of the person, 1 to 100 characters.</param>
/// <param name="Email">Its e-mail address; <see langword="null"/> for none. Nothing is sent there.</param>
public sealed record InviteAdministrator(string Name, string? Email = null);
