using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>What a person's roles let it do, in terms of scopes: what a key that acts for it may have at most.</summary>
public static class RoleScopes
{
    /// <summary>The scopes of some roles, in the order of <see cref="Scope"/>.</summary>
    /// <param name="roles">The roles; none gives no scopes.</param>
    public static IReadOnlyList<Scope> Of(IEnumerable<Role> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return [.. roles.SelectMany(Of).Distinct().Order()];
    }

    private static Scope[] Of(Role role) => role switch
    {
        Role.Viewer => [Scope.Read],
        Role.Builder => [Scope.Read, Scope.Write, Scope.Run],
        Role.Approver => [Scope.Read, Scope.Approve],
        Role.Administrator => Enum.GetValues<Scope>(),
        _ => [],
    };
}
