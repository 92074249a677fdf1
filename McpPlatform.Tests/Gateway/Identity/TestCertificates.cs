using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpPlatform.Tests.Gateway.Identity;

/// <summary>An authority that issues whatever certificate a test needs, and the folder it writes them into.</summary>
internal sealed class TestCertificates : IDisposable
{
    public const string Authority = "CN=authority";
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-1);
    private readonly X509Certificate2 authority;

    public TestCertificates()
    {
        var request = new CertificateRequest(Authority, ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(Begin, Begin.AddDays(30));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("certificates").FullName;

    public string Trust => Write("trust.pem", authority.ExportCertificatePem());

    /// <summary>A certificate for clients.</summary>
    public X509Certificate2 Client(string subject, params string[] uris) => Issue(subject, ForClients, names =>
    {
        foreach (var uri in uris)
        {
            names.AddUri(new Uri(uri));
        }
    });

    /// <summary>A certificate that does not prove who a client is.</summary>
    public X509Certificate2 NotForClients(string subject, string uri) => Issue(subject, ForServers, names => names.AddUri(new Uri(uri)));

    /// <summary>Writes a new certificate of the gateway, with its key, into one file.</summary>
    public (string Path, string Thumbprint) Server()
    {
        using var issued = Issue("CN=gateway", ForServers, names => names.AddIpAddress(System.Net.IPAddress.Loopback));
        return (Write("gateway.pem", issued.ExportCertificatePem() + "\n" + issued.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()), issued.Thumbprint);
    }

    public void Dispose()
    {
        authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private X509Certificate2 Issue(string subject, string purpose, Action<SubjectAlternativeNameBuilder> name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("client.example");
        name(names);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, Begin, Begin.AddDays(20), RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private string Write(string name, string pem)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, pem);
        return path;
    }
}
