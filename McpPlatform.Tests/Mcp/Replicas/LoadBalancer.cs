using System.Net;
using System.Net.Sockets;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>A load balancer without stickiness: each connection goes to the next gateway that takes it.</summary>
internal sealed class LoadBalancer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Uri[] gateways;
    private int next;

    public LoadBalancer(params Uri[] gateways)
    {
        this.gateways = gateways;
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/mcp");

    /// <summary>A client that makes a connection for each request.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });

    public void Dispose() => listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = JoinAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private async Task JoinAsync(TcpClient near)
    {
        using (near)
        {
            using var far = await ConnectAsync();
            var (a, b) = (near.GetStream(), far.GetStream());
            try
            {
                await Task.WhenAny(a.CopyToAsync(b), b.CopyToAsync(a));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // Either side is gone.
            }
        }
    }

    private async Task<TcpClient> ConnectAsync()
    {
        for (var tries = 0; ; tries++)
        {
            var gateway = gateways[Interlocked.Increment(ref next) % gateways.Length];
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(gateway.Host, gateway.Port);
                return client;
            }
            catch (SocketException) when (tries < gateways.Length)
            {
                client.Dispose();
            }
        }
    }
}
