using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace McpPlatform.Tests.Environment;

/// <summary>A line to a server that a test can cut and mend, or lead to another.</summary>
internal sealed class PortForward : IAsyncDisposable
{
    private readonly List<TcpClient> open = [];
    private TcpListener listener = new(IPAddress.Loopback, 0);
    private (string Host, int Port) server;

    private PortForward(string host, int port)
    {
        server = (host, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener);
    }

    public int Port { get; }

    /// <summary>A line to a PostgreSQL server.</summary>
    public static PortForward ToDatabase(string database)
    {
        var server = new NpgsqlConnectionStringBuilder(database);
        return new PortForward(server.Host!, server.Port);
    }

    /// <summary>A line to a web server.</summary>
    public static PortForward To(Uri address) => new(address.Host, address.Port);

    /// <summary>An address as seen from this end of the line.</summary>
    public Uri Through(Uri address) => new UriBuilder(address) { Host = "127.0.0.1", Port = Port }.Uri;

    /// <summary>Cuts every connection; new ones lead elsewhere.</summary>
    public void LeadTo(Uri address)
    {
        Close();
        server = (address.Host, address.Port);
        Open();
    }

    /// <summary>Cuts every connection and takes no new ones.</summary>
    public void Close()
    {
        listener.Stop();
        lock (open)
        {
            open.ForEach(c => c.Dispose());
            open.Clear();
        }
    }

    /// <summary>Takes connections again.</summary>
    public void Open()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _ = AcceptAsync(listener);
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private static Uri AddressOf(NpgsqlConnectionStringBuilder database) => new UriBuilder("tcp", database.Host!, database.Port).Uri;

    private async Task AcceptAsync(TcpListener on)
    {
        try
        {
            while (true)
            {
                _ = JoinAsync(await on.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The line was cut.
        }
    }

    private async Task JoinAsync(TcpClient near)
    {
        var far = new TcpClient();
        lock (open)
        {
            open.AddRange([near, far]);
        }

        try
        {
            await far.ConnectAsync(server.Host, server.Port);
            var (a, b) = (near.GetStream(), far.GetStream());
            await Task.WhenAny(a.CopyToAsync(b), b.CopyToAsync(a));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The line was cut.
        }
        finally
        {
            near.Dispose();
            far.Dispose();
        }
    }
}
