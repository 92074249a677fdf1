using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>What one principal may hand on to another: never more than it has.</summary>
internal static class GrantRules
{
    public const int MaxNameLength = 100;

    public static void CheckName(string? name, string field)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength || name.Any(char.IsControl))
        {
            throw new InvalidInputException($"'{field}' must have 1 to {MaxNameLength} characters and no control characters.");
        }
    }

    public static IReadOnlyList<Scope> CheckScopes(Principal by, IReadOnlyList<Scope>? scopes)
    {
        if (scopes is null or { Count: 0 })
        {
            throw new InvalidInputException("'scopes' must name at least one of read, write, run, approve, admin.");
        }

        RequireAll(by, scopes);
        return [.. scopes.Distinct().Order()];
    }

    public static IReadOnlyList<Role> CheckRoles(Principal by, IReadOnlyList<Role>? roles)
    {
        if (roles is null or { Count: 0 })
        {
            throw new InvalidInputException("'roles' must name at least one of viewer, builder, approver, administrator.");
        }

        RequireAll(by, RoleScopes.Of(roles));
        return [.. roles.Distinct().Order()];
    }

    private static void RequireAll(Principal by, IReadOnlyList<Scope> scopes)
    {
        if (scopes.Where(s => !by.Has(s)).Select(s => s.ToString().ToLowerInvariant()).FirstOrDefault() is { } lacking)
        {
            throw new ForbiddenException(new PolicyDecision(
                false, "no-escalation", $"'{by.Name}' lacks the scope '{lacking}' and cannot hand it on."));
        }
    }
}
