using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Guard.Tokens;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Identity.Issuers;

/// <summary>Everything that is wrong with the settings of issuers, before the gateway starts.</summary>
internal sealed partial class IssuerRules : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var problems = options.Issuers.SelectMany(i => Problems($"Gateway:Issuers:{i.Key}", i.Key, i.Value))
            .Concat(TwiceProblems(options)).Concat(AddressProblems("Gateway:PublicAddress", options.PublicAddress)).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>Whether an address may be asked: TLS, or this machine.</summary>
    public static bool IsSafe(Uri address) =>
        address.UserInfo.Length == 0 && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static IEnumerable<string> Problems(string key, string name, IssuerOptions issuer)
    {
        if (!Name().IsMatch(name))
        {
            yield return $"'{key}': the name of an issuer has 1 to 30 lower-case letters, digits or '-', and begins with a letter.";
        }

        var problems = AddressProblems($"{key}:Address", issuer.Address).Concat(MappingProblems(key, issuer)).Concat(ClientProblems(key, issuer));
        foreach (var problem in problems)
        {
            yield return problem;
        }

        if (issuer.Algorithms.FirstOrDefault(a => TokenAlgorithm.Find(a) is null) is { } unknown)
        {
            yield return $"'{key}:Algorithms' names '{unknown}', which is none of: {string.Join(", ", TokenAlgorithm.All.Select(a => a.Name))}.";
        }

        if (issuer.Kind == PrincipalKind.Service)
        {
            yield return $"'{key}:Kind' is agent or person; services are parts of the platform itself.";
        }

        if (issuer.ClockSkew < TimeSpan.Zero || issuer.ClockSkew > TimeSpan.FromMinutes(10))
        {
            yield return $"'{key}:ClockSkew' must lie between 0 and 10 minutes.";
        }

        if (!ClaimMapping.IsTenant(issuer.Tenant))
        {
            yield return $"'{key}:Tenant' is no name of a tenant: 1 to 63 lower-case letters, digits or '-'.";
        }
    }

    private static IEnumerable<string> AddressProblems(string key, string? address)
    {
        if (address is not null && (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !IsSafe(uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0))
        {
            yield return $"'{key}' must be an absolute address that begins with https://, without user, query and fragment; http:// is for this machine only.";
        }
    }

    private static IEnumerable<string> MappingProblems(string key, IssuerOptions issuer)
    {
        if (issuer.Roles.Any(r => r.Claim.Length == 0 || r.Value.Length == 0))
        {
            yield return $"Each of '{key}:Roles' needs 'Claim', 'Value' and 'Role'.";
        }

        if (issuer.Scopes.Any(s => !OAuthScope().IsMatch(s.Scope) || s.Gives.Count == 0))
        {
            yield return $"Each of '{key}:Scopes' needs 'Scope', without spaces and quotes, and 'Gives' with at least one of read, write, run, approve, admin.";
        }
    }

    private static IEnumerable<string> ClientProblems(string key, IssuerOptions issuer)
    {
        if (issuer.ClientSecret?.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal) == false)
        {
            yield return $"'{key}:ClientSecret' must be a reference such as secret://issuer-client; set the secret with 'mcpp secrets set'.";
        }

        if (issuer is { ClientId: null, ClientSecret: not null } or { ClientId: null, IntrospectEvery: not null })
        {
            yield return $"'{key}:ClientId' is missing: without it the gateway can neither introspect tokens nor sign people in.";
        }

        if (issuer.IntrospectEvery is { } every && (every <= TimeSpan.Zero || every > TimeSpan.FromHours(1)))
        {
            yield return $"'{key}:IntrospectEvery' must be longer than 0 and at most 1 hour.";
        }
    }

    private static IEnumerable<string> TwiceProblems(GatewayOptions options) =>
        options.Issuers.GroupBy(i => i.Value.Address, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => $"'Gateway:Issuers' has the same address at {string.Join(" and ", g.Select(i => $"'{i.Key}'"))}; tokens could not tell them apart.");

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,29}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    // RFC 6749, section 3.3.
    [GeneratedRegex(@"^[\x21\x23-\x5B\x5D-\x7E]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex OAuthScope();
}
