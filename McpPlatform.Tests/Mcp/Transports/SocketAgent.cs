using System.Net.WebSockets;
using System.Text;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>An agent over WebSocket.</summary>
internal sealed class SocketAgent : MessageAgent
{
    private readonly ClientWebSocket socket;

    private SocketAgent(ClientWebSocket socket)
    {
        this.socket = socket;
        Ended = ReadAsync();
    }

    public ClientWebSocket Socket => socket;

    /// <summary>Ends with the socket: how the other side closed it.</summary>
    public Task<(WebSocketCloseStatus? Code, string? Reason)> Ended { get; }

    public static async Task<SocketAgent> OpenAsync(Uri gateway, string key) => new(await ConnectAsync(gateway, key));

    /// <summary>A socket of its own.</summary>
    public static async Task<ClientWebSocket> ConnectAsync(Uri gateway, string key)
    {
        var socket = new ClientWebSocket();
        await ConnectAsync(socket, gateway, key, "mcp", origin: null);
        return socket;
    }

    /// <summary>Tries to connect; the socket knows with what status it was refused.</summary>
    public static Task ConnectAsync(ClientWebSocket socket, Uri gateway, string key, string? subprotocol, string? origin)
    {
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        if (subprotocol is not null)
        {
            socket.Options.AddSubProtocol(subprotocol);
        }

        return socket.ConnectAsync(new UriBuilder(gateway) { Scheme = "ws", Path = "mcp" }.Uri, Cancel);
    }

    public override Task SendAsync(string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, Cancel);

    public override async ValueTask DisposeAsync()
    {
        socket.Dispose();
        await Ended;
    }

    // The other side may have gone already.
    private async Task AnswerCloseAsync()
    {
        try
        {
            if (socket.State == WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
            }
        }
        catch (WebSocketException)
        {
            // What it said has been heard.
        }
    }

    private async Task<(WebSocketCloseStatus? Code, string? Reason)> ReadAsync()
    {
        var buffer = new byte[65_536];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, Cancel);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await AnswerCloseAsync();
                    return (part.CloseStatus, part.CloseStatusDescription);
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Hear(Encoding.UTF8.GetString(message.ToArray()));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            return (null, null);
        }
    }
}
