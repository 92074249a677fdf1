using System.Globalization;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Serves agents of the legacy era over Streamable HTTP. A call goes on when its connection breaks (2025-11-25, Transports: "Disconnection
/// SHOULD NOT be interpreted as the client cancelling its request"); the agent reads on by the id of the last event it got.
/// </summary>
internal sealed class LegacyDoor(AgentSessions sessions, OtherReplicas others, OpenStreams streams, LegacyCalls calls, Challenge challenge, IHostApplicationLifetime lifetime)
{
    public Task PostAsync(Principal by, HttpContext context, Envelope message, ReadOnlyMemory<byte> body) =>
        message.Kind != EnvelopeKind.Request ? TakeAsync(context, message, FindAsync(by, context, body))
        : message.Method == Methods.Initialize && AgentHeaders.Of(context.Request, AgentHeaders.Session).Length == 0 ? BeginAsync(by, context, message)
        : CallAsync(by, context, message, FindAsync(by, context, body, message.Id));

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
        else if (session.Streams!.TryListen())
        {
            try
            {
                var stream = session.Streams.Unrequested;
                await CopyAsync(context, session, stream, stream.Delivered);
            }
            finally
            {
                session.Streams.EndListening();
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
        var streams = new EventStreams(sessions.Kept);
        var (session, reply) = await calls.BeginAsync(
            by, initialize, AgentTransports.StreamableHttp, ToolView.Of(context.Request), streams.Unrequested, streams, context.RequestAborted);
        if (session is not null)
        {
            context.Response.Headers[AgentHeaders.Session] = session.Id;
        }

        await HttpReply.WriteAsync(context, initialize.Id, reply);
    }

    private async Task CallAsync(Principal by, HttpContext context, Envelope request, ValueTask<AgentSession?> finding)
    {
        if (await finding is not { } session)
        {
            return;
        }

        using var use = session.Use();
        var own = session.Streams!;
        var stream = own.Create();
        calls.Start(by, session, request, stream);
        own.Keep(stream);
        await stream.WaitForFirstAsync();
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (stream.OnlyAnswer is { } answer)
        {
            var lacksScope = answer.Refusal is { } refusal && challenge.Insufficient(context, by, refusal.Rule);
            var status = lacksScope ? StatusCodes.Status403Forbidden
                : answer.Code == ErrorCodes.OverItsMeans ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            await HttpReply.WriteAsync(context, status, answer);
            own.Forget(stream);
        }
        else if (stream.IsSilent)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            own.Forget(stream);
        }
        else
        {
            await CopyAsync(context, session, stream, 0);
        }
    }

    private async Task TakeAsync(HttpContext context, Envelope message, ValueTask<AgentSession?> finding)
    {
        if (await finding is not { } session)
        {
            return;
        }

        using var use = session.Use();
        if (calls.TryTake(session, message))
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status400BadRequest, "Nothing with this id was asked, or it was answered already.");
        }
    }

    private async Task ResumeAsync(HttpContext context, AgentSession session, string last)
    {
        if (last.Split('_') is [var id, var position] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var after) && session.Streams!.Find(number) is { } stream)
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
        using var open = streams.Open(context, stop.Cancel);
        var events = new SseWriter(context.Response);
        events.Begin();
        if (after == 0 && stream != session.News && Revisions.PrimesStreams(session.Profile.Revision))
        {
            events.Prime($"{stream.Id}_0");
        }

        try
        {
            await stream.CopyToAsync(events, after, stop.Token);
            session.Streams!.Forget(stream);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent left and may come back, the session was closed, what the agent came with is good no longer, or the gateway stops.
        }
    }

    // The session at this gateway; none where another replica served the request, or it was refused.
    private async ValueTask<AgentSession?> FindAsync(
        Principal by, HttpContext context, ReadOnlyMemory<byte> body = default, ReadOnlyMemory<byte> request = default)
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
        if (session is null && !await others.TryServeAsync(by, context, id, body, request))
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such session. Begin a new one with 'initialize'.");
        }

        return session;
    }
}
