using System.Net;
using System.Net.Sockets;
using System.Text;
using McpPlatform.Core.Replicas;
using McpPlatform.Core.Secrets;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Tests.Gateway;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>A replica that takes requests and then does what a test wants of it, down to the bytes.</summary>
internal sealed class FakeReplica : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<string> received = [];
    private readonly List<TcpClient> open = [];
    private readonly string answer;
    private readonly bool hangsUp;
    private readonly Guid id = Guid.CreateVersion7();

    /// <summary>Starts it.</summary>
    /// <param name="answer">What it answers a request with, raw; empty for nothing.</param>
    /// <param name="hangsUp">Whether it breaks the connection off then.</param>
    public FakeReplica(string answer, bool hangsUp = true)
    {
        (this.answer, this.hangsUp) = (answer, hangsUp);
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Every request that came, as far as it was read.</summary>
    public IReadOnlyList<string> Received
    {
        get
        {
            lock (received)
            {
                return [.. received];
            }
        }
    }

    /// <summary>Tells a gateway that it lives, and makes a session id that it gave.</summary>
    public string Join(TestGateway gateway)
    {
        gateway.Get<ReplicaDirectory>().Set([new Replica(id, new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"))]);
        return new OwnedNames(gateway.Get<IDerivedKeys>(), new ThisReplica(id)).New(OwnedKind.Session);
    }

    /// <summary>Takes no connections any more.</summary>
    public void Close() => listener.Stop();

    public void Dispose()
    {
        listener.Stop();
        lock (open)
        {
            open.ForEach(c => c.Dispose());
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                lock (open)
                {
                    open.Add(client);
                }

                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var buffer = new byte[65_536];
        var request = Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
        lock (received)
        {
            received.Add(request);
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        if (hangsUp)
        {
            client.Dispose();
        }
    }
}
