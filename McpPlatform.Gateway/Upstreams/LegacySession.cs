using System.Collections.Concurrent;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// A session at a legacy upstream, on behalf of one agent. It outlives the upstream's own sessions: when the upstream has forgotten it, the
/// handshake is done again without the agent noticing.
/// </summary>
internal sealed class LegacySession : IAsyncDisposable
{
    // Some servers say on the stream of the session what belongs to a call, and lose it while there is none; others send no headers before.
    private static readonly TimeSpan StreamPatience = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim opening = new(1);
    private readonly CancellationTokenSource closed = new();
    private readonly ConcurrentDictionary<long, LegacyCall> active = new();
    private readonly ConcurrentDictionary<string, byte> subscribed = new(StringComparer.Ordinal);
    private volatile Handshake? handshake;
    private volatile Handshake? opened;
    private Task listening = Task.CompletedTask;
    private readonly SessionQuestions questions;
    private readonly IUpstreamLink bare;
    private readonly IUpstreamLink link;
    private readonly AgentProfile agent;
    private readonly Func<long> nextId;
    private string? level;
    private string? authorization;

    public LegacySession(IUpstreamLink link, AgentProfile agent, Func<long> nextId)
    {
        // What belongs to no call is said by whoever called last: all callers of a session are the same one.
        (bare, this.link, this.agent, this.nextId) = (link, new AuthorizedLink(link, () => authorization), agent, nextId);
        questions = new SessionQuestions(this, closed.Token);
    }

    /// <summary>Told what belongs to no call.</summary>
    public Action<Told>? Unrequested { get; init; }

    /// <summary>Asks the agent what belongs to no call; <see langword="null"/> comes back where it has no session in which it can be asked.</summary>
    public required Func<InputRequest, CancellationToken, Task<Envelope?>> AskAgentAsync { get; init; }

    /// <summary>Whether no call is under way, nobody is asked, and nobody waits to hear of a resource.</summary>
    public bool IsIdle => active.IsEmpty && questions.IsEmpty && subscribed.IsEmpty;

    public IUpstreamLink Link => link;

    /// <summary>The link for a call: it says what its own caller is known by, whoever calls beside him.</summary>
    public IUpstreamLink LinkFor(UpstreamRequest request) => request.Authorization is { } caller ? AuthorizedLink.For(bare, caller) : link;

    public LegacyCall Start(UpstreamRequest request)
    {
        Note(request);
        authorization = request.Authorization ?? authorization;
        var call = new LegacyCall(this, request, nextId());
        active[call.Number] = call;
        questions.HandTo(call);
        call.Begin();
        return call;
    }

    public void Forget(LegacyCall call) => active.TryRemove(call.Number, out _);

    /// <summary>Does the handshake if there was none, or if the one given is no longer honoured.</summary>
    public ValueTask<Handshake> OpenAsync(Handshake? lost, CancellationToken cancellationToken) =>
        opened is { } stands && stands == handshake && stands != lost ? ValueTask.FromResult(stands) : new(ShakeAsync(lost, cancellationToken));

    /// <summary>Whether the session still is what that handshake agreed on.</summary>
    public bool Stands(Handshake agreed) => handshake == agreed;

    /// <summary>Opens it again where the upstream no longer honours what was agreed, and somebody waits to hear of a resource.</summary>
    public async Task ReviveAsync(Handshake lost, CancellationToken cancellationToken)
    {
        if (subscribed.IsEmpty)
        {
            return;
        }

        try
        {
            await OpenAsync(lost, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or McpErrorException)
        {
            // The next call finds out and says so.
        }
    }

    private async Task<Handshake> ShakeAsync(Handshake? lost, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            if (handshake is null || handshake == lost)
            {
                handshake = await Handshake.ShakeAsync(link, agent, nextId(), cancellationToken);
                level = null;
                var stream = new SessionStream(this, handshake);
                listening = stream.ListenAsync(closed.Token);
                await Task.WhenAny(stream.Opened, Task.Delay(StreamPatience, cancellationToken));
                await SubscribeAgainAsync(lost, handshake, cancellationToken);
                opened = handshake;
            }

            return handshake;
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>Makes the upstream send log messages from a level on; it is never made to send fewer, calls filter for themselves.</summary>
    public async Task EnsureLevelAsync(Handshake current, string? wanted, CancellationToken cancellationToken)
    {
        if (wanted is null || LogLevels.IsAtLeast(wanted, level) || JsonMembers.Find(current.Capabilities, "logging"u8).IsEmpty)
        {
            return;
        }

        level = wanted;
        await RequestAsync(current, Methods.SetLevel, MessageWriter.ObjectOf("level", wanted), cancellationToken);
    }

    /// <summary>Sends a message that gets no answer.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (handshake is { } current)
        {
            using var taken = await link.PostAsync(current.Message(message), cancellationToken);
        }
    }

    /// <summary>Sends a message if the upstream can still be told.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(message, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or McpErrorException or ObjectDisposedException)
        {
            // An upstream that cannot be told finds out by itself.
        }
    }

    /// <summary>Takes a message that did not come as the answer of a call: on the stream of the session, or on a stream of another call.</summary>
    public void Take(Envelope message, LegacyCall? on)
    {
        switch (message)
        {
            case { Kind: EnvelopeKind.Notification, Method: Methods.Progress }:
                ByToken(message)?.Offer(new Told(message.Method, message.Params));
                break;
            case { Kind: EnvelopeKind.Notification, Method: Methods.ToolsChanged or Methods.PromptsChanged or Methods.ResourcesChanged or Methods.ResourceUpdated }:
                Unrequested?.Invoke(new Told(message.Method, message.Params));
                break;
            case { Kind: EnvelopeKind.Notification, Method: Methods.Cancelled }:
                TakeBack(message);
                break;
            case { Kind: EnvelopeKind.Notification } when (on ?? Only()) is { } call:
                call.Offer(new Told(message.Method, message.Params));
                break;
            case { Kind: EnvelopeKind.Notification }:
                Unrequested?.Invoke(new Told(message.Method, message.Params));
                break;
            case { Kind: EnvelopeKind.Request, Method: Methods.Ping }:
                Answer(message, new Envelope(EnvelopeKind.Result, "{}"u8.ToArray()));
                break;
            case { Kind: EnvelopeKind.Request } when InputRequests.IsQuestion(message.Method):
                Ask(message, on);
                break;
            case { Kind: EnvelopeKind.Request }:
                Answer(message, InputRequests.NoAnswer(ErrorCodes.MethodNotFound, $"'{message.Method}' is nothing that a server asks."));
                break;
        }
    }

    /// <summary>Answers what the upstream asked, if it still is there.</summary>
    public void Answer(Envelope question, Envelope answer) => SendLater(MessageWriter.AnswerTo(question.Id, answer));

    /// <summary>Lets a call under way ask what has waited for one.</summary>
    public void HandOver()
    {
        foreach (var call in active.Values)
        {
            questions.HandTo(call);
        }
    }

    // A server that asks on the stream of the session does not say for which call: the one that has waited longest is taken.
    private void Ask(Envelope question, LegacyCall? on)
    {
        if (on?.TryAsk(question) != true && !active.Values.OrderBy(c => c.Number).Any(c => c.TryAsk(question)))
        {
            questions.Ask(question);
        }
    }

    // Ids of questions are the session's, so that only whoever was asked this one takes it back.
    private void TakeBack(Envelope cancelled)
    {
        questions.TakeBack(cancelled);
        foreach (var call in active.Values)
        {
            call.TakeBack(cancelled);
        }
    }

    // A small request of the gateway itself.
    private async Task RequestAsync(Handshake current, string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        var number = nextId();
        var message = MessageWriter.Request(MessageWriter.Id(number), method, parameters);
        using var messages = await link.PostAsync(current.Message(message, number), cancellationToken);
        if (!messages.HasMessages || await messages.FindAnswerAsync(cancellationToken) is null)
        {
            throw messages.Unusable();
        }
    }

    // What was subscribed to in a session goes with it.
    private async Task SubscribeAgainAsync(Handshake? lost, Handshake current, CancellationToken cancellationToken)
    {
        foreach (var uri in lost is null ? [] : subscribed.Keys)
        {
            await RequestAsync(current, Methods.Subscribe, UriParams(uri), cancellationToken);
        }
    }

    private void Note(UpstreamRequest request)
    {
        if (request.Method is Methods.Subscribe or Methods.Unsubscribe && JsonMembers.Text(request.Params, "uri"u8) is { } uri)
        {
            _ = request.Method == Methods.Subscribe ? subscribed.TryAdd(uri, 0) : subscribed.TryRemove(uri, out _);
        }
    }

    /// <summary>Sends a notification, if the upstream still is there.</summary>
    public void Tell(ReadOnlyMemory<byte> notification) => SendLater(notification);

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await listening;
        if (handshake is not null)
        {
            await EndAsync(handshake);
        }

        closed.Dispose();
        opening.Dispose();
    }

    /// <summary>Parameters that name a resource.</summary>
    public static ReadOnlyMemory<byte> UriParams(string uri) => MessageWriter.ObjectOf("uri", uri);

    private async Task EndAsync(Handshake current)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await link.EndAsync(current.SessionId, current.Headers, soon.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or McpErrorException)
        {
            // The upstream forgets it in its own time.
        }
    }

    private void SendLater(ReadOnlyMemory<byte> message) => _ = TrySendAsync(message, closed.Token);

    private LegacyCall? ByToken(Envelope progress)
    {
        var token = JsonMembers.Find(progress.Params, MetaKeys.ProgressToken);
        return System.Buffers.Text.Utf8Parser.TryParse(token.Span, out long number, out _) && active.TryGetValue(number, out var call) ? call : null;
    }

    private LegacyCall? Only() => active.IsEmpty ? null : active.Values.MinBy(c => c.Number);
}
