using System.Collections.Concurrent;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Gateway.Translation;
using McpPlatform.Gateway.Upstreams;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// All sessions of legacy agents at this gateway: at most as many as configured, closed when idle. Closing one ends what it holds at upstreams.
/// </summary>
internal sealed class AgentSessions(
    OwnedNames names, UpstreamDirectory directory, SessionSubscriptions subscriptions, ChangeFeed feed, MessageRedaction redaction,
    IOptions<GatewayOptions> options, TimeProvider time,
    ILogger<AgentSessions> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, (AgentSession Session, IDisposable News)> sessions = new(StringComparer.Ordinal);

    public int Count => sessions.Count;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Unrequested = Tell;
        directory.AskAgentAsync = AskAsync;
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Bytes of messages that all sessions keep.</summary>
    public KeptBytes Kept { get; } = new(options.Value.MaxKeptBytes);

    /// <summary>Opens a session.</summary>
    /// <exception cref="McpErrorException">All sessions are in use.</exception>
    public async Task<AgentSession> OpenAsync(Principal owner, AgentProfile profile, string transport, IOutgoing news, EventStreams? streams)
    {
        await MakeRoomAsync();
        var session = new AgentSession(time) { Id = names.New(OwnedKind.Session), Owner = owner, Profile = profile, Transport = transport, News = news, Streams = streams };
        sessions[session.Id] = (session, feed.Subscribe(owner.Tenant, change => Tell(session, change)));
        return session;
    }

    /// <summary>Finds a session of a principal over Streamable HTTP; those of others, and of other transports, do not exist for it.</summary>
    public AgentSession? Find(Principal by, string id) =>
        sessions.TryGetValue(id, out var found) && found.Session.Owner.IsSame(by) && found.Session.Streams is not null ? found.Session : null;

    public async Task CloseAsync(AgentSession session)
    {
        if (!sessions.TryRemove(session.Id, out var found))
        {
            return;
        }

        found.News.Dispose();
        session.Dispose();
        await subscriptions.EndAsync(session.Id);
        foreach (var upstream in directory.Upstreams)
        {
            await upstream.EndSessionAsync(session.Id);
        }
    }

    /// <summary>Closes sessions that were idle too long.</summary>
    public async Task CloseIdleAsync()
    {
        var idle = sessions.Values.Select(s => s.Session).Where(s => s.Idle > options.Value.McpSessionIdle).ToList();
        foreach (var session in idle)
        {
            await CloseAsync(session);
        }

        if (idle.Count > 0)
        {
            Log.McpSessionsClosed(logger, idle.Count);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(TickAsync(stoppingToken), SweepAsync(stoppingToken));

    private async Task TickAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TickInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (session, _) in sessions.Values)
                {
                    session.Streams?.Tick();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops, and with it whatever is waited for.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CloseIdleAsync();
                foreach (var upstream in directory.Upstreams)
                {
                    await upstream.EndIdleSessionsAsync(sessions.ContainsKey);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops: calls and streams end, and upstreams forget their sessions in their own time.
            foreach (var (session, _) in sessions.Values)
            {
                session.Dispose();
            }
        }
    }

    // What an upstream says in the session it has for an agent goes to that agent; log messages only from the level on that it wants.
    private void Tell(string id, Told told)
    {
        if (sessions.TryGetValue(id, out var found)
            && (told.Method != Methods.Message || LogLevels.IsAtLeast(JsonMembers.Text(told.Params, "level"u8), found.Session.Log.Level)))
        {
            Post(found.Session, told);
        }
    }

    // The same with what it asks; one who does not listen now could not hear it.
    private async Task<Envelope?> AskAsync(string id, InputRequest request, CancellationToken cancellationToken)
    {
        if (!sessions.TryGetValue(id, out var found) || found.Session.Streams?.IsListened == false)
        {
            return null;
        }

        var redacted = redaction.Redact(found.Session.Owner.Tenant, request.Params, AnswerTexts.Question);
        if (redacted.Blocked is { } kind)
        {
            return kind.NoAnswer();
        }

        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, found.Session.Closed);
        using var question = new AgentQuestion(request with { Params = redacted.Json }, options.Value.ParkedCallTimeout, until.Token);
        return await question.AskAsync(found.Session.Profile, new OutgoingStream(found.Session.News, found.Session));
    }

    // It belongs to no call, and so to no policy: the rules of the tenant hold.
    private void Post(AgentSession session, Told told)
    {
        var said = OwnKeys.Removed(told.Params);
        var redacted = AnswerTexts.Of(told.Method) is { } places ? redaction.Redact(session.Owner.Tenant, said, places) : new Redacted(said, null);
        if (redacted.Blocked is null)
        {
            session.News.Post(MessageWriter.Notification(told.Method, redacted.Json));
        }
    }

    private void Tell(AgentSession session, Change change)
    {
        if (change.Uri is null)
        {
            session.News.Post(MessageWriter.Notification(Subscriptions.MethodOf(change)));
        }
        else if (subscriptions.Has(session.Id, change.Uri))
        {
            session.News.Post(MessageWriter.Notification(Methods.ResourceUpdated, LegacySession.UriParams(change.Uri)));
        }
    }

    private async Task MakeRoomAsync()
    {
        if (sessions.Count >= options.Value.MaxMcpSessions)
        {
            var idlest = sessions.Values.Select(s => s.Session).Where(s => !s.IsBusy).MaxBy(s => s.Idle)
                ?? throw new McpErrorException(ErrorCodes.Overloaded, "All MCP sessions are in use. Close one, or try again later.");
            await CloseAsync(idlest);
        }
    }
}
