using System.Globalization;
using System.Net;
using System.Net.Sockets;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>Addresses of links: <c>inproc:</c>, <c>unix:/path</c>, <c>tcp://host:port</c>.</summary>
internal static class DataAddress
{
    public const string InProcess = "inproc:";
    private const string Unix = "unix:";
    private const string Tcp = "tcp://";

    public static string OfSocket(string path) => Unix + path;

    public static string OfTcp(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{Tcp}{host}:{port}");

    /// <summary>Connects to an address.</summary>
    public static async ValueTask<Stream> ConnectAsync(string address, CancellationToken ct)
    {
        var endpoint = EndPointOf(address);
        var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new ConnectorException(FailureClass.Transient, $"The data link at {address} cannot be reached: {exception.Message}", exception);
        }
    }

    private static EndPoint EndPointOf(string address) =>
        address.StartsWith(Unix, StringComparison.Ordinal) ? new UnixDomainSocketEndPoint(address[Unix.Length..])
        : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "tcp", Port: > 0 } ? new DnsEndPoint(uri.Host, uri.Port)
        : throw new ConnectorException(FailureClass.System, $"'{address}' is not the address of a data link.");
}
