using System.Collections.Concurrent;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// A request in a session of a legacy upstream. The upstream may tell and ask on the stream of the request or on that of the session; both end
/// up in one queue. A stream that breaks off is resumed where the upstream allows it.
/// </summary>
internal sealed class LegacyCall(LegacySession session, UpstreamRequest request, long number) : IUpstreamCall
{
    private const int MaxResumptions = 100;
    private const int MaxWaiting = 1_000;

    private readonly StepQueue steps = new();
    private ConcurrentDictionary<string, ReadOnlyMemory<byte>>? asked;
    private readonly CancellationTokenSource ended = new();
    private Task running = Task.CompletedTask;
    private bool sent;
    private bool finished;

    public bool IsStateless => false;

    /// <summary>The id of the request and its token for progress.</summary>
    public long Number => number;

    public void Begin() => running = RunAsync(ended.Token);

    /// <summary>Takes what came for this call. Of a flood of notifications those go that nobody has had time to read.</summary>
    public void Offer(UpstreamStep step)
    {
        if (step is not Told || steps.Count < MaxWaiting)
        {
            steps.Add(step);
        }
    }

    /// <summary>Takes a question, unless the call has its answer.</summary>
    public bool TryAsk(Envelope question)
    {
        var request = InputRequest.Of(question);
        LazyInitializer.EnsureInitialized(ref asked, static () => new(StringComparer.Ordinal))[request.Key] = question.Id;
        return steps.Add(new Asked([request], default)) || !asked.TryRemove(request.Key, out _);
    }

    /// <summary>Takes word that a question is asked no more: it is not answered.</summary>
    public void TakeBack(Envelope cancelled)
    {
        var key = InputRequest.KeyTakenBack(cancelled);
        if (asked?.TryRemove(key, out _) == true)
        {
            Offer(new TakenBack(key));
        }
    }

    /// <summary>Ends the waiting for what comes next.</summary>
    public void End(McpErrorException reason) => steps.End(reason);

    public ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken) => steps.TakeAsync(cancellationToken);

    public async ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken)
    {
        foreach (var (key, answer) in answers)
        {
            if (asked is null || !asked.TryRemove(key, out var question))
            {
                continue;
            }

            await session.SendAsync(MessageWriter.AnswerTo(question, answer), cancellationToken);
        }
    }

    // What still runs once it has finished hands the connection back; nobody has to wait for that.
    public ValueTask DisposeAsync()
    {
        session.Forget(this);
        return finished ? ValueTask.CompletedTask : new ValueTask(GiveUpAsync());
    }

    private async Task GiveUpAsync()
    {
        await ended.CancelAsync();
        await running;
        await CancelAtUpstreamAsync();
        ended.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            Handshake? lost = null;
            while (true)
            {
                var handshake = await session.OpenAsync(lost, cancellationToken);
                await session.EnsureLevelAsync(handshake, request.LogLevel, cancellationToken);
                sent = true;
                using var messages = await session.LinkFor(request).PostAsync(Message(handshake), cancellationToken);
                if (!messages.IsSessionUnknown || handshake.SessionId is null)
                {
                    await FinishAsync(handshake, messages, cancellationToken);
                    return;
                }

                // The upstream did not know the session, so it did not do anything: the request can be sent again.
                sent = false;
                lost = lost is null ? handshake : throw session.Link.Fault(UpstreamFault.Unusable, "forgets its sessions at once");
            }
        }
        catch (Exception exception) when (exception is McpErrorException or OperationCanceledException)
        {
            steps.End(exception);
        }
    }

    private Outgoing Message(Handshake handshake) =>
        handshake.Message(ParamsWriter.Message(request, Era.Legacy, number), number) with { Role = RequestRole.Call };

    private async ValueTask FinishAsync(Handshake handshake, IUpstreamMessages messages, CancellationToken cancellationToken)
    {
        if (!messages.HasMessages)
        {
            throw messages.Unusable();
        }

        var position = await ReadAsync(messages, new Position(null, null), cancellationToken);
        await ResumeAsync(handshake, position, cancellationToken);
    }

    private async Task ResumeAsync(Handshake handshake, Position position, CancellationToken cancellationToken)
    {
        for (var attempt = 0; !finished; attempt++)
        {
            if (position.EventId is null || attempt == MaxResumptions)
            {
                throw session.Link.Fault(UpstreamFault.BrokenOff, "ended its answer without a result");
            }

            await Task.Delay(position.Retry ?? TimeSpan.FromSeconds(1), cancellationToken);
            using var messages = await session.LinkFor(request).ListenAsync(handshake.SessionId, handshake.HeadersAfter(position.EventId), cancellationToken);
            if (!messages.IsStream)
            {
                throw session.Link.Fault(UpstreamFault.BrokenOff, "broke off, and does not let its answer be resumed");
            }

            position = await ReadAsync(messages, position, cancellationToken);
        }
    }

    private async ValueTask<Position> ReadAsync(IUpstreamMessages messages, Position position, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (message, eventId) in messages.ReadAsync(cancellationToken))
            {
                position = new Position(string.IsNullOrEmpty(eventId) ? position.EventId : eventId, messages.Retry ?? position.Retry);
                if (message is not null)
                {
                    Take(message);
                }

                if (finished)
                {
                    break;
                }
            }
        }
        catch (McpErrorException) when (messages.IsStream && position.EventId is not null)
        {
            // Broken off: resumed after the last event.
        }

        return position;
    }

    private void Take(Envelope message)
    {
        if (message.Kind is EnvelopeKind.Notification or EnvelopeKind.Request)
        {
            session.Take(message, on: this);
        }
        else if (message.HasId(number) || (message.Kind == EnvelopeKind.Error && message.Id.IsEmpty))
        {
            finished = true;
            steps.Add(new Finished(message), isLast: true);
        }
        else
        {
            throw session.Link.Fault(UpstreamFault.Unusable, "answered another request than it was sent");
        }
    }

    private async Task CancelAtUpstreamAsync()
    {
        if (!sent)
        {
            return;
        }

        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await session.TrySendAsync(Cancellation.Of(number, "The agent gave the request up."), soon.Token);
    }

    private readonly record struct Position(string? EventId, TimeSpan? Retry);
}
