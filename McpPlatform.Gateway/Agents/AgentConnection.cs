using System.Net.WebSockets;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>Why a connection ends.</summary>
internal enum ConnectionEnd
{
    AgentLeft,

    /// <summary>The agent does not read what is sent to it.</summary>
    Unread,
    GatewayStops,

    /// <summary>What the agent came with is good no longer.</summary>
    RightEnded,
}

/// <summary>Carries messages to an agent.</summary>
internal interface IAgentWire
{
    ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Shows that a quiet connection is still there.</summary>
    ValueTask KeepAliveAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A connection on which the messages of one agent come and go. Requests run side by side and are answered as they end; all that goes out shares
/// one bounded queue. A legacy agent begins its session with a handshake, and it ends with the connection, as does every call.
/// </summary>
internal sealed class AgentConnection : IAsyncDisposable
{
    // How long an agent may take to read a message, and how long where nobody waits for it any more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Hurry = TimeSpan.FromSeconds(0.5);

    private readonly string transport;
    private readonly ToolView view;
    private readonly LegacyCalls legacy;
    private readonly ModernCalls? modern;
    private readonly Outbox outbox;
    private readonly RunningCalls calls;
    private readonly CancellationTokenSource ended = new();
    private AgentSession? session;
    private int begun;
    private int why = -1;

    /// <summary>Opens it.</summary>
    /// <param name="id">Names it.</param>
    /// <param name="by">Whose it is.</param>
    /// <param name="transport">What carries it; see <see cref="AgentTransports"/>.</param>
    /// <param name="view">Which tools the agent wants to see.</param>
    /// <param name="legacy">Serves legacy agents.</param>
    /// <param name="modern">Serves modern agents; <see langword="null"/> where the transport is older than they are.</param>
    /// <param name="largest">Size of the largest message to the agent in bytes.</param>
    public AgentConnection(string id, Principal by, string transport, ToolView view, LegacyCalls legacy, ModernCalls? modern, int largest)
    {
        Id = id;
        By = by;
        this.transport = transport;
        this.view = view;
        this.legacy = legacy;
        this.modern = modern;
        outbox = new Outbox(largest, () => End(ConnectionEnd.Unread));
        calls = new RunningCalls(ended.Token);
    }

    public string Id { get; }

    public Principal By { get; }

    public ConnectionEnd Why => (ConnectionEnd)Math.Max(why, 0);

    private bool IsOver => ended.IsCancellationRequested;

    /// <summary>Ends it; the first reason counts.</summary>
    public void End(ConnectionEnd reason)
    {
        if (Interlocked.CompareExchange(ref why, (int)reason, -1) == -1)
        {
            ended.Cancel();
        }
    }

    /// <summary>Sends what goes out, until the connection ends.</summary>
    public async Task CopyToAsync(IAgentWire wire)
    {
        using var patience = new CancellationTokenSource();
        await using var hurry = ended.Token.Register(() => patience.CancelAfter(Hurry));
        try
        {
            while (true)
            {
                var message = await outbox.NextAsync(IAgentStream.KeepAlive, ended.Token);
                patience.CancelAfter(IsOver ? Hurry : Patience);
                await (message.IsEmpty ? wire.KeepAliveAsync(patience.Token) : wire.SendAsync(message, patience.Token));
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
        catch (OperationCanceledException)
        {
            End(ConnectionEnd.Unread);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException)
        {
            End(ConnectionEnd.AgentLeft);
        }
    }

    /// <summary>Takes a message of the agent. A handshake is done when it returns; other calls go on.</summary>
    /// <param name="sender">Who sends it: whose the connection is, with what he may do by now.</param>
    /// <param name="message">The message.</param>
    public async ValueTask TakeAsync(Principal sender, Envelope message)
    {
        if (IsOver)
        {
            return;
        }

        try
        {
            await DoAsync(sender, message);
        }
        catch (McpErrorException exception)
        {
            await RefuseAsync(exception.Error, message.Id);
        }
        catch (OperationCanceledException) when (IsOver)
        {
            // Nobody waits for an answer any more.
        }
    }

    /// <summary>Refuses what the agent sent.</summary>
    public async ValueTask RefuseAsync(McpError error, ReadOnlyMemory<byte> request = default)
    {
        try
        {
            await outbox.SendAsync(new Answer(request, Reply.Of(error)).ToMessage(), ended.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
        }
    }

    public async ValueTask DisposeAsync()
    {
        End(ConnectionEnd.AgentLeft);
        await EndSessionAsync();
    }

    private async ValueTask DoAsync(Principal sender, Envelope message)
    {
        if (message.Kind == EnvelopeKind.Request && modern is not null && ModernCalls.IsModern(message))
        {
            ModernCalls.Check(message);
            _ = RunAsync(sender, modern, message, calls.Begin(message.Id));
        }
        else if (message is { Kind: EnvelopeKind.Request, Method: Methods.Initialize })
        {
            await BeginAsync(sender, message);
        }
        else if (session is { } mine)
        {
            Take(sender, mine, message);
        }
        else if (message.Kind == EnvelopeKind.Request)
        {
            throw new McpErrorException(ErrorCodes.InvalidRequest, "There is no session yet: begin with 'initialize'.");
        }

        if (message is { Kind: EnvelopeKind.Notification, Method: Methods.Cancelled })
        {
            calls.Cancel(JsonMembers.Find(message.Params, "requestId"u8));
        }
    }

    private void Take(Principal sender, AgentSession mine, Envelope message)
    {
        if (message.Kind == EnvelopeKind.Request)
        {
            legacy.Start(sender, mine, message, outbox);
        }
        else
        {
            legacy.TryTake(mine, message);
        }
    }

    private async Task BeginAsync(Principal sender, Envelope initialize)
    {
        if (Interlocked.Exchange(ref begun, 1) == 1)
        {
            throw new McpErrorException(ErrorCodes.InvalidRequest, "The session has begun already.");
        }

        var (opened, reply) = await legacy.BeginAsync(sender, initialize, transport, view, outbox, streams: null, ended.Token);
        session = opened;

        // Busy for as long as the connection stands: nobody else's session takes its place.
        _ = opened?.Use();
        Volatile.Write(ref begun, opened is null ? 0 : 1);
        if (IsOver)
        {
            await EndSessionAsync();
        }

        await outbox.SendAsync(new Answer(initialize.Id, reply).ToMessage(), ended.Token);
    }

    private async Task RunAsync(Principal sender, ModernCalls modern, Envelope request, CancellationTokenSource stop)
    {
        try
        {
            var reply = await modern.RunAsync(sender, request, new OutgoingStream(outbox, session: null), transport, view, headers: null, stop.Token);
            await outbox.SendAsync(new Answer(request.Id, reply).ToMessage(), stop.Token);
        }
        catch (OperationCanceledException)
        {
            // A request that was cancelled gets no answer.
        }
        finally
        {
            calls.End(request.Id);
        }
    }

    // A gateway that stops closes nothing at the servers behind it: they forget in their own time.
    private async ValueTask EndSessionAsync()
    {
        if (Interlocked.Exchange(ref session, null) is { } mine && Why != ConnectionEnd.GatewayStops)
        {
            await legacy.EndAsync(mine);
        }
    }
}
