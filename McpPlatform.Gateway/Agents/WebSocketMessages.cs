using System.Buffers;
using System.Net.WebSockets;

namespace McpPlatform.Gateway.Agents;

/// <summary>How a WebSocket is closed.</summary>
/// <param name="Code">See RFC 6455, 7.4.1.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record Goodbye(WebSocketCloseStatus Code, string Reason)
{
    public static readonly Goodbye Left = new(WebSocketCloseStatus.NormalClosure, "");
    public static readonly Goodbye NotText = new(WebSocketCloseStatus.InvalidMessageType, "Messages are text frames.");
    public static readonly Goodbye KeyUnknown = new(WebSocketCloseStatus.InternalServerError, "The key cannot be checked now. Try again later.");
    public static readonly Goodbye KeyGone = new(WebSocketCloseStatus.PolicyViolation, "The key is good no longer.");
    public static readonly Goodbye Unread = new(WebSocketCloseStatus.PolicyViolation, "Messages were not read.");
    public static readonly Goodbye GatewayStops = new(WebSocketCloseStatus.EndpointUnavailable, "The gateway stops.");

    public static Goodbye TooLarge(long maxBytes) => new(WebSocketCloseStatus.MessageTooBig, $"A message may have {maxBytes} bytes at most.");

    public static Goodbye Of(ConnectionEnd end) => end switch
    {
        ConnectionEnd.Unread => Unread,
        ConnectionEnd.GatewayStops => GatewayStops,
        ConnectionEnd.RightEnded => KeyGone,
        _ => Left,
    };
}

/// <summary>Messages of a WebSocket, one a text frame.</summary>
/// <param name="socket">The socket, which the caller keeps.</param>
/// <param name="maxBytes">Size of the largest message taken.</param>
internal sealed class WebSocketMessages(WebSocket socket, long maxBytes) : IAgentWire
{
    private const int BufferBytes = 4_096;
    private readonly byte[] buffer = new byte[BufferBytes];

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    // The socket pings by itself.
    public ValueTask KeepAliveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The next message in memory of its own, or why there is none.</summary>
    public async Task<(ReadOnlyMemory<byte> Message, Goodbye? End)> NextAsync()
    {
        try
        {
            return await ReadAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // Broken off, or no valid frame: the socket has said what there was to say.
            return (default, Goodbye.Left);
        }
    }

    /// <summary>Says goodbye and waits a while for the answer; a socket that is not closed then is broken off.</summary>
    /// <param name="goodbye">What to say.</param>
    /// <param name="receiving">Ends when the answer has come.</param>
    /// <param name="patience">How long to wait.</param>
    public async Task CloseAsync(Goodbye goodbye, Task receiving, TimeSpan patience)
    {
        using var soon = new CancellationTokenSource(patience);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(goodbye.Code, goodbye.Reason, soon.Token);
            }

            await (receiving.IsCompleted ? DrainAsync(soon.Token) : receiving.WaitAsync(soon.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // It was not to be told.
        }

        if (socket.State is not (WebSocketState.Closed or WebSocketState.Aborted))
        {
            socket.Abort();
        }

        await receiving;
    }

    private async Task<(ReadOnlyMemory<byte> Message, Goodbye? End)> ReadAsync()
    {
        var parts = new ArrayBufferWriter<byte>();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType != WebSocketMessageType.Text)
            {
                return (default, part.MessageType == WebSocketMessageType.Close ? Goodbye.Left : Goodbye.NotText);
            }

            if (parts.WrittenCount + part.Count > maxBytes)
            {
                return (default, Goodbye.TooLarge(maxBytes));
            }

            parts.Write(buffer.AsSpan(0, part.Count));
            if (part.EndOfMessage)
            {
                return (parts.WrittenMemory, null);
            }
        }
    }

    // An agent in the middle of a large message hears of its end only when it was read.
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (socket.State == WebSocketState.CloseSent)
        {
            await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        }
    }
}
