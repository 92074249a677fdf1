using System.Net;
using System.Net.Sockets;

namespace McpPlatform.Benchmarks.Calls.Upstream;

/// <summary>The least that can stand between an agent and an upstream: it copies bytes and looks at none, one connection for each connection.</summary>
internal static class ByteRelay
{
    private const int BufferBytes = 65_536;

    public static async Task RunAsync(Uri listen, Uri upstream)
    {
        using var listener = new TcpListener(IPAddress.Parse(listen.Host), listen.Port);
        listener.Start();
        _ = AcceptAsync(listener, upstream);
        await Console.In.ReadToEndAsync();
    }

    private static async Task AcceptAsync(TcpListener listener, Uri upstream)
    {
        while (true)
        {
            _ = RelayAsync(await listener.AcceptSocketAsync(), upstream);
        }
    }

    private static async Task RelayAsync(Socket agent, Uri upstream)
    {
        using (agent)
        using (var server = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            agent.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(upstream.Host, upstream.Port);
            await Task.WhenAny(CopyAsync(agent, server), CopyAsync(server, agent));
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                var rest = buffer.AsMemory(0, read);
                while (!rest.IsEmpty)
                {
                    rest = rest[await to.SendAsync(rest)..];
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other direction has ended and taken this one with it.
        }
    }
}
