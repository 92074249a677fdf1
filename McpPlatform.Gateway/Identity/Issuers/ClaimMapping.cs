using System.Text.Json;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity.Issuers;

/// <summary>Who somebody is here, by what an issuer says about him. What is not mapped gives no rights.</summary>
internal static partial class ClaimMapping
{
    private const int MaxIdLength = 255;

    /// <summary>Whether a text may name a tenant; the platform itself is none.</summary>
    public static bool IsTenant(string? name) => name is not null && TenantName().IsMatch(name);

    /// <summary>The caller that an access token, or what an issuer says of an opaque one, stands for.</summary>
    /// <returns>The caller; <see langword="null"/> where the claims name none.</returns>
    public static Principal? Caller(Issuer issuer, JsonElement claims)
    {
        var allowed = Allowed(issuer.Options, claims);
        return Principal(issuer, claims, IsProgram(claims) ? PrincipalKind.Agent : issuer.Options.Kind, RolesOf(issuer.Options, claims), allowed);
    }

    /// <summary>The person that signed in. What he may do is up to his roles: no program asks on his behalf.</summary>
    /// <returns>The person; <see langword="null"/> where the claims name none.</returns>
    public static Principal? Person(Issuer issuer, JsonElement claims) =>
        Principal(issuer, claims, PrincipalKind.Person, RolesOf(issuer.Options, claims), Enum.GetValues<Scope>());

    private static Principal? Principal(Issuer issuer, JsonElement claims, PrincipalKind kind, List<Role> roles, IReadOnlyList<Scope> allowed)
    {
        if (SubjectOf(claims) is not { Length: > 0 and <= MaxIdLength } subject || subject.Any(char.IsControl) || TenantOf(issuer.Options, claims) is not { } tenant)
        {
            return null;
        }

        // With no roles mapped at all, scopes alone say what a token may do.
        var scopes = issuer.Options.Roles.Count > 0 ? RoleScopes.Of(roles).Intersect(allowed) : allowed;
        var may = scopes.Where(s => s != Scope.Approve || kind == PrincipalKind.Person).ToList();
        return new Principal(tenant, $"oidc:{issuer.Name}:{subject}", NameOf(claims, subject), kind, may)
        {
            // A role counts where the token may do all that it gives; policies grant by role.
            Roles = [.. roles.Where(r => RoleScopes.Of([r]).All(may.Contains))],
        };
    }

    private static Scope[] Allowed(IssuerOptions options, JsonElement claims)
    {
        if (options.Scopes.Count == 0)
        {
            return options.Roles.Count > 0 ? Enum.GetValues<Scope>() : [];
        }

        // RFC 9068 has one text with spaces; some issuers have a list, or call it 'scp'.
        var granted = StrictJson.Texts(claims, "scope").Concat(StrictJson.Texts(claims, "scp")).SelectMany(s => s.Split(' ')).ToHashSet(StringComparer.Ordinal);
        return [.. options.Scopes.Where(s => granted.Contains(s.Scope)).SelectMany(s => s.Gives).Distinct().Order()];
    }

    private static List<Role> RolesOf(IssuerOptions options, JsonElement claims) =>
        [.. options.Roles.Where(r => ValuesOf(claims, r.Claim).Contains(r.Value, StringComparer.Ordinal)).Select(r => r.Role).Distinct()];

    // The name as a whole first: names of claims may be addresses, with points.
    private static IReadOnlyList<string> ValuesOf(JsonElement claims, string path)
    {
        if (claims.TryGetProperty(path, out var whole))
        {
            return StrictJson.Texts(whole);
        }

        foreach (var part in path.Split('.'))
        {
            if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(part, out claims))
            {
                return [];
            }
        }

        return StrictJson.Texts(claims);
    }

    private static string? TenantOf(IssuerOptions options, JsonElement claims) => options.TenantClaim is null
        ? options.Tenant
        : ValuesOf(claims, options.TenantClaim) is [var named] && IsTenant(named) ? named : null;

    // With client credentials nobody but the client itself is the subject (RFC 9068, section 2.2), or nobody at all (RFC 7662, section 2.2).
    private static string? SubjectOf(JsonElement claims) => claims.TryGetProperty("sub", out _) ? StrictJson.Text(claims, "sub") : StrictJson.Text(claims, "client_id");

    private static bool IsProgram(JsonElement claims) =>
        SubjectOf(claims) is { } subject && (subject == StrictJson.Text(claims, "client_id") || subject == StrictJson.Text(claims, "azp"));

    private static string NameOf(JsonElement claims, string subject)
    {
        var name = StrictJson.Text(claims, "preferred_username") ?? StrictJson.Text(claims, "name") ?? subject;
        return name.Length is > 0 and <= 100 && !name.Any(char.IsControl) ? name : subject[..Math.Min(subject.Length, 100)];
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TenantName();
}
