using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>Serves agents of the modern era over Streamable HTTP: whoever closes the connection gives its request up.</summary>
internal sealed class ModernDoor(ModernCalls calls, OtherReplicas others, OpenStreams streams, Challenge challenge, IHostApplicationLifetime lifetime)
{
    public Task PostAsync(Principal by, HttpContext context, Envelope message, ReadOnlyMemory<byte> body) =>
        message.Kind != EnvelopeKind.Request ? AcceptAsync(context, message)
        : Problem(context.Request, message) is { } problem ? HttpReply.RefuseAsync(context, StatusCodes.Status400BadRequest, problem, message.Id)
        : CallAsync(by, context, message, body);

    private async Task CallAsync(Principal by, HttpContext context, Envelope message, ReadOnlyMemory<byte> body)
    {
        if (await others.TryGoOnAsync(by, context, message, body))
        {
            return;
        }

        // A call has a clock, and ends by that with the gateway. What only listens ends with its right to listen, too.
        using var stop = message.Method == Methods.Listen
            ? CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping) : null;
        using var open = stop is null ? null : streams.Open(context, stop.Cancel);
        var stream = new ModernStream(context, by, message.Id, challenge);
        try
        {
            await stream.EndAsync(await calls.RunAsync(
                by, message, stream, AgentTransports.StreamableHttp, ToolView.Of(context.Request),
                context.Request.Headers, stop?.Token ?? context.RequestAborted));
        }
        catch (OperationCanceledException) when (stop is { IsCancellationRequested: true } || context.RequestAborted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The agent left, or the gateway stops.
        }
    }

    // This revision has no notifications of agents over HTTP and no responses; a notification does no harm.
    private static Task AcceptAsync(HttpContext context, Envelope message)
    {
        if (message.Kind != EnvelopeKind.Notification)
        {
            return HttpReply.RefuseAsync(context, StatusCodes.Status400BadRequest, $"Revision {Revisions.Modern} has no responses of clients: send requests.");
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private static McpError? Problem(HttpRequest http, Envelope request)
    {
        try
        {
            Check(http, request);
            return null;
        }
        catch (McpErrorException exception)
        {
            return exception.Error;
        }
    }

    private static void Check(HttpRequest http, Envelope request)
    {
        var header = AgentHeaders.Of(http, AgentHeaders.Version);
        if (header.Length == 0)
        {
            throw new McpErrorException(ErrorCodes.HeaderMismatch, $"The header '{AgentHeaders.Version}' is missing.");
        }

        if (!ModernCalls.IsComplete(request, out var version))
        {
            throw Revisions.IsKnown(header) ? ModernCalls.Incomplete() : ModernCalls.Unsupported(header);
        }

        if (header != version)
        {
            throw new McpErrorException(ErrorCodes.HeaderMismatch, $"The header '{AgentHeaders.Version}' does not agree with the body.");
        }

        ModernCalls.CheckServed(version);
        AgentHeaders.Check(http, request);
        LogSetting.Of(request.Meta);
    }

    /// <summary>The response of one request: JSON, unless something has to be told before the answer.</summary>
    private sealed class ModernStream(HttpContext context, Principal by, ReadOnlyMemory<byte> request, Challenge challenge) : IAgentStream
    {
        private SseWriter? events;

        public async ValueTask TellAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
        {
            var begun = Begun();
            begun.Write(MessageWriter.Notification(method, parameters));
            await begun.FlushAsync(cancellationToken);
        }

        public async ValueTask KeepAliveAsync(CancellationToken cancellationToken)
        {
            var begun = Begun();
            begun.Comment();
            await begun.FlushAsync(cancellationToken);
        }

        public Task<Envelope> AskAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A modern agent is asked by the result of its call.");

        public async Task EndAsync(Reply reply)
        {
            if (events is null)
            {
                var lacksScope = reply.Refusal is { } refusal && challenge.Insufficient(context, by, refusal.Rule);
                await (lacksScope ? HttpReply.RefuseAsync(context, StatusCodes.Status403Forbidden, reply.Error!, request) : HttpReply.WriteAsync(context, request, reply));
                return;
            }

            events.Write(new Answer(request, reply).ToMessage());
            await events.FlushAsync(CancellationToken.None);
        }

        private SseWriter Begun()
        {
            if (events is null)
            {
                events = new SseWriter(context.Response);
                events.Begin();
            }

            return events;
        }
    }
}
