using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Protocol;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Serves agents over the transport before Streamable HTTP (2024-11-05, Transports: HTTP with SSE): one stream carries everything to the agent,
/// and its first event says where the agent sends its messages to. Clients in the wild negotiate newer legacy revisions over it.
/// </summary>
internal sealed class SseDoor(
    AgentConnections connections, OpenStreams streams, OtherReplicas others, IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options)
{
    /// <summary>Opens the stream; it is the connection, and ends with it.</summary>
    public async Task StreamAsync(Principal by, HttpContext context)
    {
        if (TryOpen(by, context, out var refusal) is not { } connection)
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, refusal!);
            return;
        }

        await using var gone = context.RequestAborted.Register(() => connection.End(ConnectionEnd.AgentLeft));
        await using var stopping = lifetime.ApplicationStopping.Register(() => connection.End(ConnectionEnd.GatewayStops));
        using var open = streams.Open(context, () => connection.End(ConnectionEnd.RightEnded));
        try
        {
            var wire = new SseWire(context.Response);
            await wire.BeginAsync($"{context.Request.PathBase}{McpEndpoint.MessagesPath}?sessionId={connection.Id}", context.RequestAborted);
            await connection.CopyToAsync(wire);
        }
        catch (OperationCanceledException)
        {
            // The agent left before the first word.
        }
        finally
        {
            await connections.CloseAsync(connection);
        }

        if (connection.Why == ConnectionEnd.Unread)
        {
            // What is still unread would be waited with.
            context.Abort();
        }
    }

    /// <summary>Takes a message; whatever there is to say to it comes on the stream.</summary>
    public async Task PostAsync(Principal by, HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "Send JSON.");
            return;
        }

        if (await MessageBody.ReadAsync(context, options.Value.MaxBodyBytes) is not { } body)
        {
            return;
        }

        var id = context.Request.Query["sessionId"].ToString();
        if (connections.Find(by, id) is { } connection)
        {
            await TakeAsync(by, connection, context, body);
        }
        else if (!await others.TryServeAsync(by, context, id, body, request: default))
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such session. Open a new stream, which says where to send messages.");
        }
    }

    private static async Task TakeAsync(Principal by, AgentConnection connection, HttpContext context, ReadOnlyMemory<byte> body)
    {
        try
        {
            await connection.TakeAsync(by, EnvelopeReader.Read(body));
        }
        catch (McpErrorException exception)
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Error);
            return;
        }

        // The word is what clients of that time look for.
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsync("Accepted", context.RequestAborted);
    }

    private AgentConnection? TryOpen(Principal by, HttpContext context, out McpError? refusal)
    {
        try
        {
            refusal = null;
            return connections.Open(by, AgentTransports.Sse, ToolView.Of(context.Request));
        }
        catch (McpErrorException exception)
        {
            refusal = exception.Error;
            return null;
        }
    }

    private sealed class SseWire(HttpResponse response) : IAgentWire
    {
        private readonly SseWriter events = new(response);

        public ValueTask BeginAsync(string endpoint, CancellationToken cancellationToken)
        {
            events.Begin();
            events.WriteEvent("endpoint", endpoint);
            return events.FlushAsync(cancellationToken);
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            events.Write(message);
            return events.FlushAsync(cancellationToken);
        }

        public ValueTask KeepAliveAsync(CancellationToken cancellationToken)
        {
            events.Comment();
            return events.FlushAsync(cancellationToken);
        }
    }
}
