using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>An upstream in use: what it speaks, how it does, and the sessions it has with agents.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    /// <summary>Name of the gateway's own session.</summary>
    public const string OwnSession = "gateway";
    private static readonly TimeSpan EraPatience = TimeSpan.FromSeconds(5);
    private static long editions;

    private readonly UpstreamConfig config;
    private readonly GatewayOptions options;
    private readonly UpstreamLinks links;
    private readonly SandboxedCode? sandboxed;
    private readonly UpstreamSessions sessions;
    private readonly FairQueue places;
    private readonly SemaphoreSlim probing = new(1);
    private readonly TimeProvider time;
    private Era? era;
    private long eraAsked;
    private long edition = Interlocked.Increment(ref editions);

    // Any gateway may send the next round of a call, under an id that the round before did not have.
    private long lastId = Random.Shared.Next(1 << 30);

    public Upstream(UpstreamConfig config, GatewayOptions options, CredentialCache secrets, SandboxAccess sandbox, TimeProvider time, ILogger logger)
    {
        (this.config, this.options, this.time) = (config, options, time);
        era = config.Address is SseAddress ? Era.Legacy : config.Era;
        sandboxed = config.Address is SandboxAddress { Program: var program } ? new SandboxedCode(config, program, sandbox) : null;
        links = new UpstreamLinks(config, options, secrets, logger);
        sessions = new UpstreamSessions(config, links.Open, NewSession, options, time);
        places = Bulkhead(config, options, time);
        Health = new UpstreamHealth(config.Name, ProbeAsync, time, logger);
    }

    public UpstreamConfig Config => config;

    public string Name => config.Name;

    public UpstreamHealth Health { get; }

    /// <summary>Another whenever its answers may have become others; no other upstream has the same.</summary>
    public long Edition => Volatile.Read(ref edition);

    /// <summary>Whether one of its answers has said itself for how long it is good.</summary>
    public bool SaysHowLong { get; set; }

    /// <summary>Whether it is a program that does not run now, since nobody needs it.</summary>
    public bool IsAsleep => config.Address is ProcessAddress && !sessions.IsConnected;

    /// <summary>Told what the upstream says that belongs to no call, and in which session.</summary>
    public Action<string, Told>? Unrequested { get; set; }

    /// <summary>Asks an agent, by its session, what belongs to no call; <see langword="null"/> comes back where it has none.</summary>
    public Func<string, InputRequest, CancellationToken, Task<Envelope?>> AskAgentAsync { get; set; } = static (_, _, _) => Task.FromResult<Envelope?>(null);

    /// <summary>Which era it speaks: asked when it is not known, and again after answers that do not fit.</summary>
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
            if (era is null)
            {
                var (found, isCertain) = await EraProbe.DetectAsync(LinkOf(OwnSession, AgentProfile.Gateway, owner: null), cancellationToken);
                era = isCertain ? found : null;
                return found;
            }

            return era.Value;
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
        Health.Require();
        var spoken = await SpokenAsync(cancellationToken);
        var place = await TakePlaceAsync(request, request.Clock, cancellationToken);
        try
        {
            return new AttemptedCall(this, spoken, request, session, new HeldPlace(place, this, request));
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Takes one of its places, or waits for one.</summary>
    /// <param name="request">For what.</param>
    /// <param name="clock">How long the call may take; <see langword="null"/> where that says nothing.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="McpErrorException">There is none.</exception>
    public async ValueTask<Place> TakePlaceAsync(UpstreamRequest request, CallClock? clock, CancellationToken cancellationToken)
    {
        var patience = new Patience(clock, options.UpstreamQueueTimeout);
        var place = patience.Take(await places.EnterAsync(
            config.Tenant, request.Owner ?? OwnSession, request.Priority, patience.Time, clock?.Agent ?? cancellationToken));
        return place.IsTaken ? place : throw new McpErrorException(
            ErrorCodes.Overloaded, $"The server '{config.Name}' is busy with as many calls as it takes at once ({config.MaxConcurrency}). Try again later.");
    }

    /// <summary>Opens the long-lived request by which a modern upstream tells of changes.</summary>
    public IUpstreamCall Listen(ReadOnlyMemory<byte> parameters) => Begin(Era.Modern, UpstreamRequest.Own(Methods.Listen, parameters), OwnSession);

    /// <summary>Sends a request and waits for the answer; what the upstream asks meanwhile is declined.</summary>
    public async Task<Envelope> AskAsync(UpstreamRequest request, string session, CancellationToken cancellationToken)
    {
        await using var call = await StartAsync(request, session, cancellationToken);
        return await FinishAsync(call, request, cancellationToken);
    }

    /// <summary>Notes that it answers.</summary>
    public void NoteStep(UpstreamStep step)
    {
        Health.Succeeded();
        if (step is Finished { Response.Kind: EnvelopeKind.Error })
        {
            AskEraAgain();
        }
    }

    /// <summary>Notes how a call ended that failed for a reason that lies with the upstream.</summary>
    public void NoteFailure(UpstreamFault fault)
    {
        switch (fault)
        {
            case UpstreamFault.Unusable:
                AskEraAgain();
                break;
            case UpstreamFault.Unreached or UpstreamFault.BrokenOff:
                Health.Failed();
                break;
        }
    }

    // It may speak another era since it was replaced: what servers say to messages of an era they do not speak has no code of its own. One that
    // has other reasons for its errors is not asked with each of them.
    private void AskEraAgain()
    {
        if (config.Era is null && config.Address is not SseAddress && time.GetElapsedTime(eraAsked) > EraPatience)
        {
            eraAsked = time.GetTimestamp();
            era = null;
        }
    }

    /// <summary>Sends a notification to what an agent's session has here.</summary>
    public void Tell(string session, ReadOnlyMemory<byte> notification)
    {
        foreach (var legacy in sessions.LegacyOf(session))
        {
            legacy.Tell(notification);
        }
    }

    /// <summary>Whether it is given a secret of that name, or could be.</summary>
    public bool Uses(string secret) => Credentials.Use(config.Address.Given, secret);

    /// <summary>Makes sessions that were begun with former credentials begin anew, each as soon as it is idle.</summary>
    public void RenewSessions()
    {
        ChangeEdition();
        sessions.Outdate();
    }

    /// <summary>Its answers may have become others.</summary>
    public void ChangeEdition() => Volatile.Write(ref edition, Interlocked.Increment(ref editions));

    /// <summary>Ends the upstream's sessions with an agent whose own session has ended.</summary>
    public Task EndSessionAsync(string session) => sessions.EndAsync(session);

    /// <summary>Ends sessions nobody has used for a while, but not those that are held elsewhere; programs nobody needs are stopped.</summary>
    public Task EndIdleSessionsAsync(Func<string, bool> isHeld) => sessions.EndIdleAsync(isHeld);

    public async ValueTask DisposeAsync()
    {
        await Health.DisposeAsync();
        await sessions.DisposeAsync();
        links.Dispose();
    }

    private async ValueTask<Era> SpokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await EraAsync(cancellationToken);
        }
        catch (UpstreamException exception)
        {
            NoteFailure(exception.Fault);
            throw;
        }
    }

    /// <summary>Begins a call, once.</summary>
    /// <param name="spoken">What the upstream speaks.</param>
    /// <param name="request">The request.</param>
    /// <param name="session">The agent's session.</param>
    public IUpstreamCall Begin(Era spoken, UpstreamRequest request, string session) =>
        sandboxed is not null ? new SandboxCall(sandboxed, request)
        : spoken == Era.Modern ? new ModernCall(AuthorizedLink.For(LinkOf(session, request.Agent, request.Owner), request.Authorization), request, this)
        : sessions.Of(session, request.Agent, request.Owner).Start(request);

    private async Task<Envelope> FinishAsync(IUpstreamCall call, UpstreamRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await call.NextAsync(cancellationToken))
            {
                case Finished finished:
                    return finished.Response;
                case Asked when call.IsStateless:
                    throw new UpstreamException(
                        UpstreamFault.Unusable, $"The server '{Name}' asked a question when it was sent '{request.Method}'.");
                case Asked asked:
                    await call.AnswerAsync(asked.Requests.ToDictionary(r => r.Key, r => InputRequests.Unanswerable(r.Method)), cancellationToken);
                    break;
            }
        }
    }

    // Any answer will do. It needs no place: calls that hang may have taken them all.
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var spoken = await EraAsync(cancellationToken);
        var request = UpstreamRequest.Own(spoken == Era.Modern ? Methods.Discover : Methods.Ping);
        await using var call = Begin(spoken, request, OwnSession);
        await FinishAsync(call, request, cancellationToken);
    }

    private IUpstreamLink LinkOf(string session, AgentProfile agent, string? owner) =>
        links.Stateless(owner) ?? sessions.LinkOf(session, agent, owner);

    private static FairQueue Bulkhead(UpstreamConfig config, GatewayOptions options, TimeProvider time) => new(
        new QueueLimits(config.MaxConcurrency, int.MaxValue, options.MaxWaitingCalls, options.MaxWaitingCallsPerTenant), time)
    {
        Waited = static waited => GatewayTelemetry.CallWaited(waited, "upstream"),
    };

    private LegacySession NewSession(string session, AgentProfile agent, IUpstreamLink link) =>
        new(link, agent, NextId)
        {
            Unrequested = told => Unrequested?.Invoke(session, told),
            AskAgentAsync = (request, cancellationToken) => session == OwnSession
                ? Task.FromResult<Envelope?>(InputRequests.Unanswerable(request.Method))
                : AskAgentAsync(session, request, cancellationToken),
        };

    /// <summary>The id of another request.</summary>
    public long NextId() => Interlocked.Increment(ref lastId);
}
