using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Identity.Issuers;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Identity.Certificates;

/// <summary>Everything that is wrong with the settings of TLS, before the gateway starts.</summary>
internal sealed class TlsRules : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var problems = FileProblems(options.Tls).Concat(options.Tls.Clients.SelectMany((client, number) => Problems($"Gateway:Tls:Clients:{number}", client))).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FileProblems(TlsOptions tls)
    {
        foreach (var (key, path) in new[] { ("Certificate", tls.Certificate), ("Key", tls.Key), ("ClientTrust", tls.ClientTrust) })
        {
            if (path is not null && !File.Exists(path))
            {
                yield return $"'Gateway:Tls:{key}' names the file {path}, which does not exist.";
            }
        }

        if (tls is { Certificate: null } and ({ Key: not null } or { ClientTrust: not null } or { Clients.Count: > 0 }))
        {
            yield return "'Gateway:Tls:Certificate' is missing: without it the gateway has no TLS, and nobody to ask for certificates.";
        }

        if (tls is { ClientTrust: null, Clients.Count: > 0 })
        {
            yield return "'Gateway:Tls:ClientTrust' is missing: it says whose certificates 'Gateway:Tls:Clients' speaks of.";
        }
    }

    private static IEnumerable<string> Problems(string key, CertificateMapping client)
    {
        if (client.Identity.Length == 0 || (client.Identity.Contains('*', StringComparison.Ordinal)
            && !(client.Identity.StartsWith("spiffe://", StringComparison.Ordinal) && client.Identity.IndexOf('*', StringComparison.Ordinal) == client.Identity.Length - 1
                && client.Identity.EndsWith("/*", StringComparison.Ordinal))))
        {
            yield return $"'{key}:Identity' is a SPIFFE id such as spiffe://example.org/agent, one that ends in /*, or a subject such as CN=robot.";
        }

        if (!ClaimMapping.IsTenant(client.Tenant))
        {
            yield return $"'{key}:Tenant' is no name of a tenant: 1 to 63 lower-case letters, digits or '-'.";
        }

        if (client.Kind == PrincipalKind.Service)
        {
            yield return $"'{key}:Kind' is agent or person; services are parts of the platform itself.";
        }
    }
}
