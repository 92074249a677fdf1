using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace McpPlatform.Guard.Network;

/// <summary>The address of a request is not public, and it may not go there.</summary>
/// <param name="host">The host of the request.</param>
internal sealed class PrivateAddressException(string host)
    : Exception($"'{host}' lies at an address that is not public, and addresses that are not public are not granted.");

/// <summary>
/// HTTP for whoever is not trusted: no redirect is followed, no cookie, proxy or credential of the host is used, and the address a name resolves to
/// is looked at before that very address is connected to. Connections to private addresses are pooled apart, so that nobody inherits one.
/// </summary>
internal sealed class GuardedDoor : IDisposable
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(1);
    private readonly HttpMessageInvoker toPublic = new(Handler(mayBePrivate: false));
    private readonly HttpMessageInvoker toAll = new(Handler(mayBePrivate: true));

    /// <exception cref="PrivateAddressException">The address is not public and may not be private.</exception>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool mayBePrivate, CancellationToken cancellationToken)
    {
        try
        {
            return await (mayBePrivate ? toAll : toPublic).SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is PrivateAddressException refused)
        {
            throw refused;
        }
    }

    public void Dispose()
    {
        toPublic.Dispose();
        toAll.Dispose();
    }

    private static SocketsHttpHandler Handler(bool mayBePrivate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = ConnectionLifetime,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, mayBePrivate, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, bool mayBePrivate, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(to.Host, cancellationToken);
        if (!mayBePrivate && !addresses.All(PublicAddress.Is))
        {
            throw new PrivateAddressException(to.Host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
