using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>Whom most requests come from, as far as the shipped policies tell them apart.</summary>
internal static class UsualPrincipals
{
    private static readonly Scope[][] Scopes = [[], [Scope.Read], [Scope.Run], [Scope.Read, Scope.Run], [Scope.Read, Scope.Write, Scope.Run], Enum.GetValues<Scope>()];

    public static IEnumerable<Principal> In(string tenant) =>
    [
        .. Enum.GetValues<Role>().Select(role => New(tenant, PrincipalKind.Person, RoleScopes.Of([role])) with { Roles = [role] }),
        .. Scopes.Select(scopes => New(tenant, PrincipalKind.Agent, scopes)),
        New(tenant, PrincipalKind.Person, Enum.GetValues<Scope>()),
        New(tenant, PrincipalKind.Service, Enum.GetValues<Scope>()),
    ];

    private static Principal New(string tenant, PrincipalKind kind, IReadOnlyList<Scope> scopes) => new(tenant, "", "", kind, scopes);
}
