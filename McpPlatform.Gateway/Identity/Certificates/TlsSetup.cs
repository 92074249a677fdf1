using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Identity.Certificates;

/// <summary>Gives the server its certificate, and lets it ask clients for theirs. A client may come without one: then it needs a key or a token.</summary>
internal sealed class TlsSetup(IOptions<GatewayOptions> options, TimeProvider time, ILogger<TlsSetup> logger) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions server)
    {
        if (options.Value.Tls is not { Certificate: { } path } tls)
        {
            return;
        }

        var own = new ServerCertificate(path, tls.Key, time, logger);
        var trust = tls.ClientTrust is { } file ? new ClientTrust(file) : null;
        server.ConfigureHttpsDefaults(https =>
        {
            https.SslProtocols = SslProtocols.Tls13;
            https.ServerCertificate = own.Current.TargetCertificate;
            https.OnAuthenticate = (_, connection) => connection.ServerCertificateContext = own.Current;
            if (trust is not null)
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (certificate, chain, _) => trust.Accepts(certificate, chain);
            }
        });
    }
}
