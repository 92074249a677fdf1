using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Serves agents of the legacy era. A call goes on when its connection breaks (2025-11-25, Transports: "Disconnection SHOULD NOT be interpreted
/// as the client cancelling its request"); the agent reads on by the id of the last event it got.
/// </summary>
internal sealed class LegacyDoor(
    AgentSessions sessions, CallPipeline pipeline, UpstreamDirectory directory, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // A response that is long in coming becomes a stream, which can be resumed and is not taken for dead.
    private static readonly TimeSpan StreamAfter = TimeSpan.FromSeconds(5);

    public async Task PostAsync(Principal by, HttpContext context, Envelope message)
    {
        if (message is { Kind: EnvelopeKind.Request, Method: Methods.Initialize } && AgentHeaders.Of(context.Request, AgentHeaders.Session).Length == 0)
        {
            await BeginAsync(by, context, message);
        }
        else if (await FindAsync(by, context) is { } session)
        {
            using var use = session.Use();
            await (message.Kind == EnvelopeKind.Request ? CallAsync(by, context, session, message) : TakeAsync(context, session, message));
        }
    }

    /// <summary>The stream for what belongs to no request, or the rest of one that broke off.</summary>
    public async Task GetAsync(Principal by, HttpContext context)
    {
        if (await FindAsync(by, context) is not { } session)
        {
            return;
        }

        using var use = session.Use();
        var last = AgentHeaders.Of(context.Request, AgentHeaders.LastEventId);
        if (last.Length > 0)
        {
            await ResumeAsync(context, session, last);
        }
        else if (session.TryListen())
        {
            try
            {
                await CopyAsync(context, session, session.Unrequested, session.Unrequested.Delivered);
            }
            finally
            {
                session.EndListening();
            }
        }
        else
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status409Conflict, "The session has its stream open already.");
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

    private async Task BeginAsync(Principal by, HttpContext context, Envelope initialize)
    {
        var asked = JsonMembers.Text(initialize.Params, "protocolVersion"u8)
            ?? throw new McpErrorException(ErrorCodes.InvalidParams, "'protocolVersion' is missing.");
        var profile = AgentProfile.OfHandshake(initialize.Params, Revisions.Negotiate(asked));
        var session = await sessions.OpenAsync(by, profile);
        var call = new Call(by, profile, initialize, new SessionStream(session, session.Unrequested))
        {
            Session = session.Id,
            Transport = McpEndpoint.Transport,
            Began = time.GetUtcNow(),
            Started = time.GetTimestamp(),
        };
        var reply = await pipeline.RunAsync(call, context.RequestAborted);
        if (reply.Error is null)
        {
            context.Response.Headers[AgentHeaders.Session] = session.Id;
        }
        else
        {
            await sessions.CloseAsync(session);
        }

        await HttpReply.WriteAsync(context, initialize.Id, reply);
    }

    private async Task CallAsync(Principal by, HttpContext context, AgentSession session, Envelope request)
    {
        var stop = session.BeginCall(request.Id);
        var stream = session.OpenStream();
        var call = new Call(by, session.Profile, request, new SessionStream(session, stream))
        {
            Session = session.Id,
            Transport = McpEndpoint.Transport,
            Began = time.GetUtcNow(),
            Started = time.GetTimestamp(),
            Log = session.Log,
            LogLevel = session.Log.Level,
        };
        _ = RunAsync(call, session, stream, stop);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await stream.WaitForFirstAsync(StreamAfter, gone.Token);
        if (stream.OnlyAnswer is { IsEmpty: false } answer)
        {
            await HttpReply.WriteAsync(context, StatusCodes.Status200OK, answer);
            session.Forget(stream);
        }
        else if (stream.IsSilent)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            session.Forget(stream);
        }
        else
        {
            await CopyAsync(context, session, stream, 0);
        }
    }

    private async Task RunAsync(Call call, AgentSession session, EventStream stream, CancellationTokenSource stop)
    {
        using var use = session.Use();
        try
        {
            var reply = await pipeline.RunAsync(call, stop.Token);
            stream.Complete(HttpReply.ToMessage(call.Request.Id, reply));
        }
        catch (OperationCanceledException)
        {
            // A request that was cancelled gets no answer.
            stream.Complete();
        }
        finally
        {
            session.EndCall(call.Request.Id);
        }
    }

    private Task TakeAsync(HttpContext context, AgentSession session, Envelope message)
    {
        switch (message)
        {
            case { Kind: EnvelopeKind.Notification, Method: Methods.Cancelled }:
                session.Cancel(JsonMembers.Find(message.Params, "requestId"u8));
                break;
            case { Kind: EnvelopeKind.Notification, Method: Methods.RootsChanged }:
                directory.Tell(session.Id, MessageWriter.Notification(Methods.RootsChanged));
                break;
            case { Kind: EnvelopeKind.Result or EnvelopeKind.Error } when !session.TryAnswer(message):
                return HttpReply.RefuseAsync(context, StatusCodes.Status400BadRequest, "Nothing with this id was asked, or it was answered already.");
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private async Task ResumeAsync(HttpContext context, AgentSession session, string last)
    {
        if (last.Split('_') is [var id, var position] && long.TryParse(position, out var after) && session.FindStream(id) is { } stream)
        {
            await CopyAsync(context, session, stream, after);
        }
        else
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no event with this id, or it is kept no longer.");
        }
    }

    private async Task CopyAsync(HttpContext context, AgentSession session, EventStream stream, long after)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, session.Closed);
        var events = new SseWriter(context.Response);
        events.Begin();
        if (after == 0 && stream != session.Unrequested && Revisions.PrimesStreams(session.Profile.Revision))
        {
            events.Prime($"{stream.Id}_0");
        }

        try
        {
            await stream.CopyToAsync(events, after, stop.Token);
            session.Forget(stream);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent left and may come back, the session was closed, or the gateway stops.
        }
    }

    private async Task<AgentSession?> FindAsync(Principal by, HttpContext context)
    {
        var version = AgentHeaders.Of(context.Request, AgentHeaders.Version);
        if (Revisions.EraOf(version) == Era.Modern)
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "This protocol version has no sessions: send POST requests.");
            return null;
        }

        var id = AgentHeaders.Of(context.Request, AgentHeaders.Session);
        if (id.Length == 0)
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status400BadRequest, $"'{AgentHeaders.Session}' is missing: begin with 'initialize'.");
            return null;
        }

        var session = sessions.Find(by, id);
        if (session is null)
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such session. Begin a new one with 'initialize'.");
        }

        return session;
    }

    private sealed class SessionStream(AgentSession session, EventStream events) : IAgentStream
    {
        public ValueTask TellAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
        {
            events.Append(MessageWriter.Notification(method, parameters));
            return ValueTask.CompletedTask;
        }

        // Whoever copies the events to the agent keeps the connection open.
        public ValueTask KeepAliveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<Envelope> AskAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken) =>
            session.AskAsync(events, method, parameters, cancellationToken);
    }
}
