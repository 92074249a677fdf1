using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using McpPlatform.Data.Wire;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>Serves the links of this process on a Unix socket or a TCP port.</summary>
internal sealed class LinkListener : IAsyncDisposable
{
    private const int MaxSessions = 256;
    private readonly Socket listener;
    private readonly LinkSession sessions;
    private readonly string? folder;
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim places = new(MaxSessions);
    private readonly ConcurrentDictionary<long, Task> running = new();
    private readonly Task accepting;

    private LinkListener(Socket listener, string address, string? folder, LinkSession sessions)
    {
        (this.listener, Address, this.folder, this.sessions) = (listener, address, folder, sessions);
        accepting = AcceptAsync();
    }

    /// <summary>What links say.</summary>
    public string Address { get; }

    /// <summary>Listens on a socket in a new folder that only this user can enter.</summary>
    public static LinkListener OnUnixSocket(LinkSession sessions)
    {
        var folder = Directory.CreateTempSubdirectory("mcp-platform-").FullName;
        var path = Path.Combine(folder, "data.sock");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return new LinkListener(socket, DataAddress.OfSocket(path), folder, sessions);
    }

    /// <summary>Listens on a port; 0 takes any.</summary>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="announced">Host that links name; <see langword="null"/> for the address listened on.</param>
    /// <param name="sessions">Serves what connects.</param>
    public static LinkListener OnTcp(IPEndPoint endpoint, string? announced, LinkSession sessions)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(endpoint);
        socket.Listen();
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var host = endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{endpoint.Address}]" : endpoint.Address.ToString();
        return new LinkListener(socket, DataAddress.OfTcp(announced ?? host, port), null, sessions);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(running.Values);
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }

        stopping.Dispose();
        places.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (var id = 0L; ; id++)
            {
                await places.WaitAsync(stopping.Token);
                var socket = await listener.AcceptAsync(stopping.Token);
                var session = id;
                running[session] = ServeAsync(session, socket);
            }
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(long id, Socket socket)
    {
        await Task.Yield();
        try
        {
            await using var channel = new FrameChannel(new NetworkStream(socket, ownsSocket: true));
            await sessions.ServeAsync(channel, stopping.Token);
        }
        finally
        {
            places.Release();
            running.TryRemove(id, out _);
        }
    }
}
