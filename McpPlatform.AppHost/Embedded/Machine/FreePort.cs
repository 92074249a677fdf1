using System.Net;
using System.Net.Sockets;

namespace McpPlatform.AppHost.Machine;

/// <summary>Finds ports of the loopback address that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>The wanted port when it is free, else another.</summary>
    public static int Near(int wanted) => wanted != 0 && IsFree(wanted) ? wanted : Any();

    /// <summary>A free port the system chooses.</summary>
    public static int Any()
    {
        using var socket = Listen(0);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = Listen(port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
