using System.Text.Json;
using McpPlatform.Core.Identity;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpPlatform.Gateway.Mcp;

/// <summary>
/// Streamable HTTP: tells the eras apart and hands messages to the server of the session, or to one made for the request. Every open stream ends
/// when the Gateway stops.
/// </summary>
internal sealed class McpRequests(McpServers servers, McpSessions sessions, IHostApplicationLifetime lifetime)
{
    /// <summary>A message of the client; the response streams what it brings about.</summary>
    public async Task PostAsync(Principal by, HttpContext context)
    {
        if (McpHeaders.RefusePost(context.Request) is { } status)
        {
            await McpErrors.WriteAsync(context, status, McpErrorCode.InvalidRequest, "Send JSON, and accept application/json and text/event-stream.");
            return;
        }

        if (await ReadAsync(context) is not { } message)
        {
            await McpErrors.WriteAsync(context, 400, McpErrorCode.ParseError, "The body is not a JSON-RPC message.");
            return;
        }

        var version = McpHeaders.Version(context.Request);
        if (McpHeaders.IsStateless(version))
        {
            await PostStatelessAsync(by, context, message, version);
        }
        else if (version.Length > 0 && !McpHeaders.IsKnown(version) && message is not JsonRpcRequest { Method: RequestMethods.Initialize })
        {
            await McpErrors.WriteUnknownVersionAsync(context, version);
        }
        else
        {
            await PostToSessionAsync(by, context, message);
        }
    }

    /// <summary>The stream for messages nobody asked for; one a session.</summary>
    public async Task GetAsync(Principal by, HttpContext context)
    {
        if (await FindAsync(by, context) is not { } session)
        {
            return;
        }

        if (!session.TryStartStream())
        {
            await McpErrors.WriteAsync(context, 409, McpErrorCode.InvalidRequest, "The session has its stream open already.");
            return;
        }

        using var use = session.Use();
        using var stop = Stop(context, session.Closed);
        try
        {
            BeginStream(context.Response);
            await context.Response.Body.FlushAsync(stop.Token);
            await session.Transport.HandleGetRequestAsync(context.Response.Body, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, the session was closed, or the Gateway stops.
        }
        finally
        {
            session.EndStream();
        }
    }

    /// <summary>Closes a session.</summary>
    public async Task DeleteAsync(Principal by, HttpContext context)
    {
        if (await FindAsync(by, context) is { } session)
        {
            await sessions.CloseAsync(session);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private async Task PostStatelessAsync(Principal by, HttpContext context, JsonRpcMessage message, string version)
    {
        if (McpHeaders.Mismatch(context.Request, message) is { } mismatch)
        {
            await McpErrors.WriteAsync(context, 400, McpErrorCode.HeaderMismatch, mismatch, message);
            return;
        }

        message.Context = McpCaller.ContextOf(by, version);
        using var stop = Stop(context);
        await using var transport = servers.CreateTransport(stateless: true);
        await using var server = servers.Create(transport);
        var running = server.RunAsync(stop.Token);
        await AnswerAsync(context, () => transport.HandlePostRequestAsync(
            message, context.Response.Body, first => McpErrors.ChooseStatus(context, first), stop.Token), stop);
        await transport.DisposeAsync();
        await McpErrors.EndAsync(running, stop);
    }

    private async Task PostToSessionAsync(Principal by, HttpContext context, JsonRpcMessage message)
    {
        var initialize = McpHeaders.SessionId(context.Request).Length == 0 && message is JsonRpcRequest { Method: RequestMethods.Initialize } first ? first : null;
        if ((initialize is null ? await FindAsync(by, context) : await sessions.OpenAsync(by)) is not { } session)
        {
            return;
        }

        if (initialize is not null)
        {
            McpHeaders.NegotiateDown(initialize);
            context.Response.Headers[McpHeaders.SessionHeader] = session.Id;
        }

        // The version header stays out of the context: the session has negotiated its own.
        message.Context = McpCaller.ContextOf(by, version: null);
        using var use = session.Use();
        using var stop = Stop(context, session.Closed);
        await AnswerAsync(context, () => session.Transport.HandlePostRequestAsync(message, context.Response.Body, stop.Token), stop);
    }

    private static async Task AnswerAsync(HttpContext context, Func<Task<bool>> handle, CancellationTokenSource stop)
    {
        BeginStream(context.Response);
        try
        {
            if (!await handle())
            {
                context.Response.ContentType = null;
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, the session was closed, or the Gateway stops.
        }
    }

    private async Task<McpSession?> FindAsync(Principal by, HttpContext context)
    {
        var id = McpHeaders.SessionId(context.Request);
        if (McpHeaders.IsStateless(McpHeaders.Version(context.Request)))
        {
            await McpErrors.WriteAsync(context, 405, McpErrorCode.InvalidRequest, "This protocol version has no sessions: send POST requests.");
            return null;
        }

        if (id.Length == 0)
        {
            await McpErrors.WriteAsync(context, 400, McpErrorCode.InvalidRequest, $"'{McpHeaders.SessionHeader}' is missing: begin with 'initialize'.");
            return null;
        }

        var session = sessions.Find(by, id);
        if (session is null)
        {
            await McpErrors.WriteAsync(context, 404, McpErrorCode.InvalidRequest, "There is no such session. Begin a new one with 'initialize'.");
        }

        return session;
    }

    private CancellationTokenSource Stop(HttpContext context, CancellationToken closed = default) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, closed);

    private static async Task<JsonRpcMessage?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, McpErrors.JsonOf<JsonRpcMessage>(), context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void BeginStream(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
    }
}
