using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace McpPlatform.Tests.Environment;

/// <summary>A line to a server that a test can cut and mend.</summary>
internal sealed class PortForward : IAsyncDisposable
{
    private readonly List<TcpClient> open = [];
    private TcpListener listener = new(IPAddress.Loopback, 0);

    /// <summary>A line to a PostgreSQL server.</summary>
    public PortForward(string database)
        : this(AddressOf(new NpgsqlConnectionStringBuilder(database)))
    {
    }

    public PortForward(Uri server)
    {
        Server = server;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener);
    }

    public int Port { get; }

    /// <summary>Where new connections lead.</summary>
    public Uri Server { get; set; }

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
            await far.ConnectAsync(Server.Host, Server.Port);
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
