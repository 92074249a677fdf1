using System.Net.Http.Headers;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>A request to a modern upstream. Each round is a request of its own.</summary>
internal sealed class ModernCall(IUpstreamLink link, UpstreamRequest request, Upstream upstream) : IUpstreamCall
{
    private TaskCompletionSource<Round?>? further;
    private ReadOnlyMemory<byte> state;
    private IUpstreamMessages? messages;
    private IAsyncEnumerator<UpstreamMessage>? reading;
    private long number;
    private bool isUnanswered;

    public bool IsStateless => true;

    public async ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken)
    {
        if (reading is null)
        {
            var round = further is null ? null : await further.Task.WaitAsync(cancellationToken);
            Take(await link.PostAsync(Message(round), cancellationToken), cancellationToken);
        }

        while (await reading!.MoveNextAsync())
        {
            if (reading.Current.Message is { } message && await TakeAsync(message) is { } step)
            {
                return step;
            }
        }

        throw link.Fault(UpstreamFault.BrokenOff, "ended its answer without a result");
    }

    public ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken)
    {
        further!.SetResult(new Round(answers, state));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await EndRoundAsync();
        further?.TrySetCanceled();
        if (isUnanswered && !link.ClosingCancels)
        {
            await CancelAsync();
        }
    }

    private Outgoing Message(Round? round)
    {
        number = upstream.NextId();
        return new(ParamsWriter.Message(request, Era.Modern, number, round), AddHeaders, number, Role: Role);
    }

    private void Take(IUpstreamMessages sent, CancellationToken cancellationToken)
    {
        messages = sent;
        if (!sent.HasMessages)
        {
            throw sent.Unusable();
        }

        isUnanswered = true;
        reading = sent.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    // Listening to lists alone keeps no program running; listening to resources does.
    private RequestRole Role => request.Method != Methods.Listen ? RequestRole.Call
        : JsonMembers.Find(JsonMembers.Find(request.Params, "notifications"u8), "resourceSubscriptions"u8).IsEmpty ? RequestRole.Lasting
        : RequestRole.Own;

    private async ValueTask<UpstreamStep?> TakeAsync(Envelope message)
    {
        isUnanswered &= message.Kind == EnvelopeKind.Notification;
        switch (message.Kind)
        {
            case EnvelopeKind.Notification:
                return new Told(message.Method, message.Params);
            case EnvelopeKind.Error when message.Id.IsEmpty || message.HasId(number):
                return new Finished(message);
            case EnvelopeKind.Result when message.HasId(number):
                return InputRequests.Read(message.Result) is { } asked ? await WaitForAnswersAsync(asked) : new Finished(message);
            default:
                throw link.Fault(UpstreamFault.Unusable, "sent a message that this revision of MCP does not allow there");
        }
    }

    private async ValueTask<UpstreamStep> WaitForAnswersAsync(Asked asked)
    {
        state = JsonMembers.Find(asked.Result, "requestState"u8);
        further = new TaskCompletionSource<Round?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await EndRoundAsync();
        return asked;
    }

    private async ValueTask EndRoundAsync()
    {
        if (reading is not null)
        {
            await reading.DisposeAsync();
        }

        reading = null;
        messages?.Dispose();
        messages = null;
    }

    private async Task CancelAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            using var taken = await link.PostAsync(new Outgoing(Cancellation.Of(number, "The agent gave the request up."), AddHeaders), soon.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or McpErrorException)
        {
            // An upstream that cannot be told finds out by itself.
        }
    }

    private void AddHeaders(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("MCP-Protocol-Version", Revisions.Modern);
        headers.TryAddWithoutValidation("Mcp-Method", request.Method);
        if ((request.Name ?? Envelope.RepeatedName(request.Method, request.Params)) is { } name)
        {
            headers.TryAddWithoutValidation("Mcp-Name", MirroredArgument.Encode(name));
        }

        if (request.Mirrored.Count == 0)
        {
            return;
        }

        var arguments = JsonMembers.Find(request.Params, "arguments"u8);
        foreach (var mirrored in request.Mirrored)
        {
            if (mirrored.ValueIn(arguments) is { } value)
            {
                headers.TryAddWithoutValidation(mirrored.Header, MirroredArgument.Encode(value));
            }
        }
    }
}
