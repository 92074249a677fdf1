using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Identity.Certificates;

/// <summary>Finds out whom the client certificate of a connection stands for. What a certificate names is read once a connection.</summary>
internal sealed class CertificateRecognition(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly ConditionalWeakTable<X509Certificate2, string?> identities = [];

    /// <summary>Whom a certificate names; <see langword="null"/> where there is none, it is over, or it names nobody.</summary>
    public string? IdentityOf(X509Certificate2? certificate) => certificate is null || certificate.NotAfter.ToUniversalTime() <= time.GetUtcNow()
        ? null
        : identities.GetValue(certificate, CertificateIdentity.Of);

    /// <summary>Whom an identity stands for; <see langword="null"/> for nobody.</summary>
    public Principal? Find(string? identity)
    {
        if (identity is null || options.Value.Tls.Clients.FirstOrDefault(c => Fits(c.Identity, identity)) is not { } client)
        {
            return null;
        }

        var scopes = client.Scopes.Concat(RoleScopes.Of(client.Roles)).Distinct().Order()
            .Where(s => s != Contracts.Api.Scope.Approve || client.Kind == Contracts.Api.PrincipalKind.Person);
        return new Principal(client.Tenant, $"cert:{identity}", client.Name ?? identity, client.Kind, [.. scopes]) { Roles = client.Roles, Certificate = identity };
    }

    private static bool Fits(string pattern, string identity) => pattern.EndsWith("/*", StringComparison.Ordinal)
        ? identity.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : identity == pattern;
}
