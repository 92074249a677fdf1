using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpPlatform.Gateway.Identity.Certificates;

/// <summary>The gateway's own certificate, read again when its file changes. One that cannot be read leaves the last good one in use.</summary>
internal sealed class ServerCertificate(string certificate, string? key, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private readonly Lock gate = new();
    private SslStreamCertificateContext? current;
    private DateTime written;
    private long lookedAt;

    /// <summary>The certificate for a new connection.</summary>
    /// <exception cref="InvalidOperationException">There never was a good one.</exception>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (gate)
            {
                if (current is null || time.GetElapsedTime(lookedAt) >= LookEvery)
                {
                    lookedAt = time.GetTimestamp();
                    Look();
                }

                return current!;
            }
        }
    }

    private void Look()
    {
        var now = new[] { certificate, key ?? certificate }.Max(File.GetLastWriteTimeUtc);
        if (current is not null && now == written)
        {
            return;
        }

        try
        {
            current = Read();
            written = now;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or ArgumentException)
        {
            if (current is null)
            {
                throw new InvalidOperationException(
                    $"The certificate of 'Gateway:Tls:Certificate' ({certificate}) and its key cannot be read: both must be PEM, and belong together.", exception);
            }

            Log.CertificateNotRead(logger, certificate, exception.Message);
        }
    }

    private SslStreamCertificateContext Read()
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key ?? certificate);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);

        // A key that was read from PEM is not taken by every platform's TLS.
        var usable = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        return SslStreamCertificateContext.Create(usable, [.. chain.Skip(1)], offline: true);
    }
}
