using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;

namespace McpPlatform.Store.Identity;

/// <summary>What a key's row, and the row of the person it acts for, mean.</summary>
internal static class KeyMapping
{
    /// <summary>Who a key stands for. A session has all that the person's roles give, a key its own scopes of that.</summary>
    public static Principal Principal(ApiKeyRow key, PersonRow? person) => person is null
        ? new Principal(key.TenantId, key.PrincipalId, key.Name, StoredName.Read<PrincipalKind>(key.Kind), Scopes(key.Scopes))
        : key.SessionId is not null ? Of(person)
        : Within(Of(person), Scopes(key.Scopes));

    /// <summary>A person as it stands today.</summary>
    public static Principal Of(PersonRow person)
    {
        var roles = Roles(person.Roles);
        return new Principal(person.TenantId, PersonPrincipal.IdOf(person.Id), person.Name, PrincipalKind.Person, RoleScopes.Of(roles)) { Roles = roles };
    }

    /// <summary>A person with some of its scopes only; a role that gives more than those is not had.</summary>
    public static Principal Within(Principal person, IReadOnlyList<Scope> scopes) => person with
    {
        Scopes = [.. person.Scopes.Intersect(scopes)],
        Roles = [.. person.Roles.Where(role => RoleScopes.Of([role]).All(scopes.Contains))],
    };

    public static KeyInfo Info(ApiKeyRow k) => new(
        k.Id, k.Name, StoredName.Read<PrincipalKind>(k.Kind), Scopes(k.Scopes), k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.LastUsedAt, k.PersonId, k.PredecessorId,
        k.SuccessorId);

    public static PersonInfo Info(PersonRow p) => new(p.Id, p.Name, Roles(p.Roles), p.CreatedAt, p.Email, p.SuspendedAt, p.LastSeenAt);

    public static InvitationInfo Info(InvitationRow i) => new(i.Id, i.Name, Roles(i.Roles), i.InvitedBy, i.CreatedAt, i.ExpiresAt, i.Email);

    public static string[] Stored(IEnumerable<Scope> scopes) => [.. scopes.Select(StoredName.Of)];

    public static string[] Stored(IEnumerable<Role> roles) => [.. roles.Select(StoredName.Of)];

    private static List<Scope> Scopes(string[] scopes) => [.. scopes.Select(StoredName.Read<Scope>)];

    private static List<Role> Roles(string[] roles) => [.. roles.Select(StoredName.Read<Role>)];
}
