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
    private ReadOnlyMemory<byte> id;
    private long? unanswered;

    public bool IsStateless => true;

    public async ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken)
    {
        if (reading is null)
        {
            await SendAsync(further is null ? null : await further.Task.WaitAsync(cancellationToken), cancellationToken);
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
        if (unanswered is { } number && !link.ClosingCancels)
        {
            await CancelAsync(number);
        }
    }

    private async ValueTask SendAsync(Round? answers, CancellationToken cancellationToken)
    {
        var number = upstream.NextId();
        id = MessageWriter.Id(number);
        messages = await link.PostAsync(Message(number, answers), cancellationToken);
        unanswered = number;
        if (!messages.HasMessages)
        {
            var fault = messages.Unusable();
            unanswered = null;
            await EndRoundAsync();
            throw fault;
        }

        reading = messages.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private Outgoing Message(long number, Round? answers) =>
        new(ParamsWriter.Message(request, Era.Modern, number, answers), AddHeaders, number, Role: Role);

    // Listening to lists alone keeps no program running; listening to resources does.
    private RequestRole Role => request.Method != Methods.Listen ? RequestRole.Call
        : JsonMembers.Find(JsonMembers.Find(request.Params, "notifications"u8), "resourceSubscriptions"u8).IsEmpty ? RequestRole.Lasting
        : RequestRole.Own;

    private async ValueTask<UpstreamStep?> TakeAsync(Envelope message)
    {
        unanswered = message.Kind == EnvelopeKind.Notification ? unanswered : null;
        switch (message.Kind)
        {
            case EnvelopeKind.Notification:
                return new Told(message.Method, message.Params);
            case EnvelopeKind.Error when message.Id.IsEmpty || message.Id.Span.SequenceEqual(id.Span):
                return new Finished(message);
            case EnvelopeKind.Result when message.Id.Span.SequenceEqual(id.Span):
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

    private async Task CancelAsync(long number)
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
