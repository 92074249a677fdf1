using System.Collections.Concurrent;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>An upstream in use: what it speaks, its connections, and the sessions it has with agents.</summary>
internal sealed class Upstream(UpstreamConfig config, GatewayOptions options, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Name of the gateway's own session.</summary>
    public const string OwnSession = "gateway";

    private readonly UpstreamHttp http = new(config);
    private readonly SemaphoreSlim places = new(config.MaxConcurrency);
    private readonly SemaphoreSlim probing = new(1);
    private readonly ConcurrentDictionary<SessionKey, Lazy<KeptSession>> sessions = new();
    private Era? era = config.Era;
    private long lastId;

    public UpstreamConfig Config => config;

    public string Name => config.Name;

    /// <summary>Told what the upstream says that belongs to no call, and in which session.</summary>
    public Action<string, Told>? Unrequested { get; set; }

    /// <summary>Which era it speaks, asked once.</summary>
    /// <exception cref="McpErrorException">It cannot be reached.</exception>
    public async ValueTask<Era> EraAsync(CancellationToken cancellationToken)
    {
        if (era is { } known)
        {
            return known;
        }

        await probing.WaitAsync(cancellationToken);
        try
        {
            return era ??= await EraProbe.DetectAsync(http, options.MaxResultBytes, cancellationToken);
        }
        finally
        {
            probing.Release();
        }
    }

    /// <summary>Sends a request on behalf of an agent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="session">Which of the agent's sessions; agents without sessions share one a principal and set of capabilities.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="McpErrorException">The upstream cannot be reached, or has no place for the call.</exception>
    public async ValueTask<IUpstreamCall> StartAsync(UpstreamRequest request, string session, CancellationToken cancellationToken)
    {
        var spoken = await EraAsync(cancellationToken);
        await TakePlaceAsync(cancellationToken);
        IUpstreamCall call = spoken == Era.Modern
            ? new ModernCall(http, request, NextId, options.MaxResultBytes)
            : SessionOf(session, request.Agent).Start(request);
        return new PlacedCall(call, this);
    }

    /// <summary>Opens the long-lived request by which a modern upstream tells of changes.</summary>
    public IUpstreamCall Listen(ReadOnlyMemory<byte> parameters) =>
        new ModernCall(http, UpstreamRequest.Own(Methods.Listen, parameters), NextId, options.MaxResultBytes);

    /// <summary>Sends a request and waits for the answer; what the upstream asks meanwhile is declined.</summary>
    public async Task<Envelope> AskAsync(UpstreamRequest request, string session, CancellationToken cancellationToken)
    {
        await using var call = await StartAsync(request, session, cancellationToken);
        while (true)
        {
            switch (await call.NextAsync(cancellationToken))
            {
                case Finished finished:
                    return finished.Response;
                case Asked when call.IsStateless:
                    throw http.Unavailable($"asked a question when it was sent '{request.Method}'");
                case Asked asked:
                    await call.AnswerAsync(asked.Requests.ToDictionary(r => r.Key, r => InputRequests.Unanswerable(r.Method)), cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Sends a notification to what an agent's session has here.</summary>
    public void Tell(string session, ReadOnlyMemory<byte> notification)
    {
        foreach (var (_, kept) in sessions.Where(s => s.Key.Session == session && s.Value.IsValueCreated))
        {
            kept.Value.Session.Tell(notification);
        }
    }

    /// <summary>Ends the upstream's sessions with an agent whose own session has ended.</summary>
    public async Task EndSessionAsync(string session)
    {
        foreach (var key in sessions.Keys.Where(k => k.Session == session))
        {
            await RemoveAsync(key);
        }
    }

    /// <summary>Ends sessions nobody has used for a while, but not those that are held elsewhere.</summary>
    public async Task EndIdleSessionsAsync(Func<string, bool> isHeld)
    {
        foreach (var (key, kept) in sessions)
        {
            if (key.Session != OwnSession && !isHeld(key.Session) && kept is { IsValueCreated: true, Value: { Session.IsIdle: true } value } && time.GetElapsedTime(value.LastUsed) > options.McpSessionIdle)
            {
                await RemoveAsync(key);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var key in sessions.Keys)
        {
            await RemoveAsync(key);
        }

        http.Dispose();
    }

    private async Task TakePlaceAsync(CancellationToken cancellationToken)
    {
        if (!await places.WaitAsync(options.UpstreamQueueTimeout, cancellationToken))
        {
            throw new McpErrorException(
                ErrorCodes.Overloaded, $"The server '{config.Name}' has {config.MaxConcurrency} calls under way already. Try again later.");
        }
    }

    private LegacySession SessionOf(string session, AgentProfile agent)
    {
        var key = new SessionKey(session, System.Text.Encoding.UTF8.GetString(agent.Capabilities.Span));
        var kept = sessions.GetOrAdd(key, _ => new Lazy<KeptSession>(() => new KeptSession(NewSession(session, agent)))).Value;
        kept.LastUsed = time.GetTimestamp();
        return kept.Session;
    }

    private LegacySession NewSession(string session, AgentProfile agent) =>
        new(http, agent, NextId, options.MaxResultBytes) { Unrequested = told => Unrequested?.Invoke(session, told) };

    private async Task RemoveAsync(SessionKey key)
    {
        if (sessions.TryRemove(key, out var kept) && kept.IsValueCreated)
        {
            await kept.Value.Session.DisposeAsync();
        }
    }

    private long NextId() => Interlocked.Increment(ref lastId);

    private readonly record struct SessionKey(string Session, string Capabilities);

    private sealed class KeptSession(LegacySession session)
    {
        public LegacySession Session => session;

        public long LastUsed { get; set; }
    }

    /// <summary>Holds a place while the upstream works, and none while it waits for its agent: agents that never answer keep nobody out.</summary>
    private sealed class PlacedCall(IUpstreamCall call, Upstream upstream) : IUpstreamCall
    {
        private int holds = 1;
        private int disposed;

        public bool IsStateless => call.IsStateless;

        public async ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken)
        {
            var step = await call.NextAsync(cancellationToken);
            if (step is Asked)
            {
                GiveBack();
            }

            return step;
        }

        public async ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken)
        {
            if (Volatile.Read(ref holds) == 0)
            {
                await upstream.TakePlaceAsync(cancellationToken);
                if (Interlocked.Exchange(ref holds, 1) == 1)
                {
                    upstream.places.Release();
                }
            }

            await call.AnswerAsync(answers, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
            {
                await call.DisposeAsync();
                GiveBack();
            }
        }

        private void GiveBack()
        {
            if (Interlocked.Exchange(ref holds, 0) == 1)
            {
                upstream.places.Release();
            }
        }
    }
}
