using System.Net.WebSockets;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Protocol;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Serves agents of both eras over WebSocket, one JSON-RPC message a text frame. The specification leaves this transport to those who agree on
/// it; the subprotocol is the one that official clients ask for. The rules are those of stdio: ids tell what belongs together, and
/// <c>notifications/cancelled</c> cancels.
/// </summary>
internal sealed class WebSocketDoor(
    AgentConnections connections, OpenStreams streams, Recognition recognition, IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options, ILogger<WebSocketDoor> logger)
{
    private const string Subprotocol = "mcp";
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(1);

    public async Task ServeAsync(Principal by, HttpContext context)
    {
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol))
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status400BadRequest, $"Ask for the subprotocol '{Subprotocol}'.");
            return;
        }

        AgentConnection connection;
        try
        {
            connection = connections.Open(by, AgentTransports.WebSocket, ToolView.Of(context.Request));
        }
        catch (McpErrorException exception)
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, exception.Error);
            return;
        }

        try
        {
            await TalkAsync(connection, context);
        }
        finally
        {
            await connections.CloseAsync(connection);
        }
    }

    private async Task TalkAsync(AgentConnection connection, HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = Subprotocol, KeepAliveInterval = PingInterval, KeepAliveTimeout = PingInterval,
        });
        await using var stopping = lifetime.ApplicationStopping.Register(() => connection.End(ConnectionEnd.GatewayStops));
        using var open = streams.Open(context, () => connection.End(ConnectionEnd.RightEnded));
        var messages = new WebSocketMessages(socket, options.Value.MaxBodyBytes);
        var receiving = ReceiveAsync(connection, messages, Credentials.Of(context));
        var sending = connection.CopyToAsync(messages);
        await Task.WhenAny(receiving, sending);
        connection.End(ConnectionEnd.AgentLeft);
        await sending;
        var goodbye = receiving.IsCompleted ? await receiving : Goodbye.Of(connection.Why);
        await messages.CloseAsync(goodbye, receiving, GoodbyePatience);
    }

    // Takes messages until the agent leaves, or sends what ends the connection. A key that was revoked meanwhile is good no longer.
    private async Task<Goodbye> ReceiveAsync(AgentConnection connection, WebSocketMessages messages, Credentials credentials)
    {
        while (true)
        {
            var (message, goodbye) = await messages.NextAsync();
            if (goodbye is not null)
            {
                return goodbye;
            }

            var (sender, refused) = await CheckAsync(credentials);
            if (sender is null)
            {
                return refused!;
            }

            await TakeAsync(sender, connection, message);
        }
    }

    private async ValueTask<(Principal? Sender, Goodbye? Refused)> CheckAsync(Credentials credentials)
    {
        try
        {
            return await recognition.RecogniseAsync(credentials, lifetime.ApplicationStopping) is { Principal: { } sender } ? (sender, null) : (null, Goodbye.KeyGone);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.KeyUnchecked(logger, exception);
            return (null, Goodbye.KeyUnknown);
        }
        catch (OperationCanceledException)
        {
            return (null, Goodbye.GatewayStops);
        }
    }

    private static async ValueTask TakeAsync(Principal sender, AgentConnection connection, ReadOnlyMemory<byte> message)
    {
        Envelope envelope;
        try
        {
            envelope = EnvelopeReader.Read(message);
        }
        catch (McpErrorException exception)
        {
            await connection.RefuseAsync(exception.Error);
            return;
        }

        await connection.TakeAsync(sender, envelope);
    }
}
