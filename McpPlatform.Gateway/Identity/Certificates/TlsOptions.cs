using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Identity.Certificates;

/// <summary>TLS at addresses that begin with <c>https://</c>, and client certificates; section <c>Gateway:Tls</c>.</summary>
internal sealed class TlsOptions
{
    /// <summary>File with the gateway's certificate and those that issued it, in PEM; <see langword="null"/> leaves TLS to ASP.NET Core's own settings. Read again when it changes.</summary>
    public string? Certificate { get; set; }

    /// <summary>File with its private key, in PEM; <see langword="null"/> where it stands in the same file.</summary>
    public string? Key { get; set; }

    /// <summary>File with the certificates whose issues are taken from clients, in PEM; <see langword="null"/> asks clients for none.</summary>
    public string? ClientTrust { get; set; }

    /// <summary>Whom client certificates stand for; the first that fits counts. One that fits nothing gives no rights.</summary>
    public IReadOnlyList<CertificateMapping> Clients { get; set; } = [];
}

/// <summary>Whom a client certificate stands for.</summary>
internal sealed class CertificateMapping
{
    /// <summary>Its SPIFFE id, or its subject where it has none; with <c>/*</c> at the end of a SPIFFE id, all below it.</summary>
    public string Identity { get; set; } = "";

    /// <summary>What people call it; <see langword="null"/> for the identity.</summary>
    public string? Name { get; set; }

    /// <summary>Its tenant.</summary>
    public string Tenant { get; set; } = Tenants.Default;

    /// <summary>Whom it stands for.</summary>
    public PrincipalKind Kind { get; set; } = PrincipalKind.Agent;

    /// <summary>What it may do beside what its roles give.</summary>
    public IReadOnlyList<Scope> Scopes { get; set; } = [];

    /// <summary>What it is to its tenant.</summary>
    public IReadOnlyList<Role> Roles { get; set; } = [];
}
