using System.Net.Http.Headers;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>A request to a modern upstream. Each round is an HTTP request of its own; giving up closes its response, which cancels it.</summary>
internal sealed class ModernCall(UpstreamHttp http, UpstreamRequest request, Func<long> nextId, int maxBytes) : IUpstreamCall
{
    private TaskCompletionSource<Round?> round = Started();
    private ReadOnlyMemory<byte> state;
    private UpstreamMessages? messages;
    private IAsyncEnumerator<UpstreamMessage>? reading;
    private ReadOnlyMemory<byte> id;

    public bool IsStateless => true;

    public async ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken)
    {
        if (reading is null)
        {
            await SendAsync(await round.Task.WaitAsync(cancellationToken), cancellationToken);
        }

        while (await reading!.MoveNextAsync())
        {
            if (reading.Current.Message is { } message && await TakeAsync(message) is { } step)
            {
                return step;
            }
        }

        throw http.Unavailable("ended its answer without a result");
    }

    public ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken)
    {
        round.SetResult(new Round(answers, state));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await EndRoundAsync();
        round.TrySetCanceled();
    }

    private static TaskCompletionSource<Round?> Started()
    {
        var first = new TaskCompletionSource<Round?>();
        first.SetResult(null);
        return first;
    }

    private async Task SendAsync(Round? answers, CancellationToken cancellationToken)
    {
        var number = nextId();
        id = MessageWriter.Id(number);
        var response = await http.PostAsync(ParamsWriter.Message(request, Era.Modern, number, answers), AddHeaders, cancellationToken);
        messages = new UpstreamMessages(response, http, maxBytes);
        if (!messages.HasMessages)
        {
            var status = messages.Status;
            await EndRoundAsync();
            throw http.Unusable(status);
        }

        reading = messages.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private async ValueTask<UpstreamStep?> TakeAsync(Envelope message)
    {
        switch (message.Kind)
        {
            case EnvelopeKind.Notification:
                return new Told(message.Method, message.Params);
            case EnvelopeKind.Error when message.Id.IsEmpty || message.Id.Span.SequenceEqual(id.Span):
                return new Finished(message);
            case EnvelopeKind.Result when message.Id.Span.SequenceEqual(id.Span):
                return InputRequests.Read(message.Result) is { } asked ? await WaitForAnswersAsync(asked) : new Finished(message);
            default:
                throw http.Unavailable("sent a message that this revision of MCP does not allow there");
        }
    }

    private async ValueTask<UpstreamStep> WaitForAnswersAsync(Asked asked)
    {
        state = JsonMembers.Find(asked.Result, "requestState"u8);
        round = new TaskCompletionSource<Round?>(TaskCreationOptions.RunContinuationsAsynchronously);
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
