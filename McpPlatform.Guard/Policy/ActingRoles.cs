using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// Roles and scopes as bits. A principal acts in a role only with all scopes of it: the key of an administrator that may only read is no administrator.
/// </summary>
internal static class ActingRoles
{
    private static readonly int[] ScopesOfRole = [.. Enum.GetValues<Role>().Select(role => Bits(RoleScopes.Of([role])))];

    public static int Of(Principal principal)
    {
        var scopes = ScopesOf(principal);
        var roles = 0;
        for (var at = 0; at < principal.Roles.Count; at++)
        {
            var role = (int)principal.Roles[at];
            roles |= (ScopesOfRole[role] & ~scopes) == 0 ? 1 << role : 0;
        }

        return roles;
    }

    public static int ScopesOf(Principal principal) => Bits(principal.Scopes);

    /// <summary>The values whose bits are set.</summary>
    public static IEnumerable<T> Values<T>(int bits)
        where T : struct, Enum => Enum.GetValues<T>().Where((_, at) => (bits & (1 << at)) != 0);

    private static int Bits(IReadOnlyList<Scope> scopes)
    {
        var bits = 0;
        for (var at = 0; at < scopes.Count; at++)
        {
            bits |= 1 << (int)scopes[at];
        }

        return bits;
    }
}
