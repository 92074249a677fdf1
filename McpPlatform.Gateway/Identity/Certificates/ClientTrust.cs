using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpPlatform.Gateway.Identity.Certificates;

/// <summary>Whose client certificates are taken: those that one of the certificates in a file issued, for proving who a client is. The machine's own trust does not count.</summary>
internal sealed class ClientTrust
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2Collection roots = [];

    /// <exception cref="InvalidOperationException">The file holds no certificates.</exception>
    public ClientTrust(string path)
    {
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException($"The file of 'Gateway:Tls:ClientTrust' ({path}) is no list of certificates in PEM.", exception);
        }

        if (roots.Count == 0)
        {
            throw new InvalidOperationException($"The file of 'Gateway:Tls:ClientTrust' ({path}) holds no certificate.");
        }
    }

    /// <summary>Whether a certificate is taken.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="sent">What the client sent along; <see langword="null"/> for nothing.</param>
    public bool Accepts(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new Oid(ForClients));
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            policy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }
}
