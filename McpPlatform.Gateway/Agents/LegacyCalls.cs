using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>What messages of legacy agents do, whatever transport brings them: begin a session, begin a call in it, answer, cancel.</summary>
internal sealed class LegacyCalls(AgentSessions sessions, CallPipeline pipeline, UpstreamDirectory directory, TimeProvider time)
{
    /// <summary>Answers a handshake; there is a session if it succeeded.</summary>
    /// <exception cref="McpErrorException">It names no version, or there is no room.</exception>
    public async Task<(AgentSession? Session, Reply Reply)> BeginAsync(
        Principal by, Envelope initialize, string transport, ToolView view, IOutgoing news, EventStreams? streams, CancellationToken cancellationToken)
    {
        var asked = JsonMembers.Text(initialize.Params, "protocolVersion"u8)
            ?? throw new McpErrorException(ErrorCodes.InvalidParams, "'protocolVersion' is missing.");
        var profile = AgentProfile.OfHandshake(initialize.Params, Revisions.Negotiate(asked)) with { View = view };
        var session = await sessions.OpenAsync(by, profile, transport, news, streams);
        var reply = await pipeline.RunAsync(NewCall(by, session, initialize, news), cancellationToken);
        if (reply.Error is null)
        {
            return (session, reply);
        }

        await sessions.CloseAsync(session);
        return (null, reply);
    }

    /// <summary>Begins a call, which goes on by itself; what comes of it goes out on a stream.</summary>
    /// <param name="by">Who sends it: the owner of the session, with what he may do by now.</param>
    /// <param name="session">The session.</param>
    /// <param name="request">The request.</param>
    /// <param name="on">The stream.</param>
    /// <exception cref="McpErrorException">A request with this id is under way, or too many are.</exception>
    public void Start(Principal by, AgentSession session, Envelope request, IOutgoing on)
    {
        var stop = session.Calls.Begin(request.Id);
        _ = RunAsync(NewCall(by, session, request, on), session, on, stop);
    }

    /// <summary>Takes a message that gets no answer; whether it was one that can be taken.</summary>
    public bool TryTake(AgentSession session, Envelope message)
    {
        switch (message)
        {
            case { Kind: EnvelopeKind.Notification, Method: Methods.Cancelled }:
                session.Calls.Cancel(JsonMembers.Find(message.Params, "requestId"u8));
                return true;
            case { Kind: EnvelopeKind.Notification, Method: Methods.RootsChanged }:
                directory.Tell(session.Id, MessageWriter.Notification(Methods.RootsChanged));
                return true;
            case { Kind: EnvelopeKind.Notification }:
                return true;
            default:
                return session.TryAnswer(message);
        }
    }

    public Task EndAsync(AgentSession session) => sessions.CloseAsync(session);

    private async Task RunAsync(Call call, AgentSession session, IOutgoing on, CancellationTokenSource stop)
    {
        using var use = session.Use();
        Answer? answer = null;
        try
        {
            answer = new Answer(call.Request.Id, await pipeline.RunAsync(call, stop.Token));
        }
        catch (OperationCanceledException)
        {
            // A request that was cancelled gets no answer.
        }
        finally
        {
            // Over before its answer goes out: the agent may use the id again then.
            session.Calls.End(call.Request.Id);
        }

        await on.AnswerAsync(answer, session.Closed);
    }

    private Call NewCall(Principal by, AgentSession session, Envelope request, IOutgoing on) =>
        new(by, session.Profile, request, new OutgoingStream(on, session))
        {
            Session = session.Id,
            Transport = session.Transport,
            Began = time.GetUtcNow(),
            Started = time.GetTimestamp(),
            Log = session.Log,
            LogLevel = session.Log.Level,
        };
}
