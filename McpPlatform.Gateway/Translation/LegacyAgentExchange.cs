using System.Text;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>
/// A call of a legacy agent: what the upstream asks becomes requests on the stream of the call. A modern upstream waits for all answers before
/// it goes on; a legacy one may go on telling meanwhile.
/// </summary>
internal static class LegacyAgentExchange
{
    private const int MaxRounds = 32;

    public static async ValueTask<Reply> RunAsync(Call call, ValueTask<Exchange> starting, CancellationToken cancellationToken)
    {
        await using var exchange = await starting;
        List<Task>? asking = null;
        for (var rounds = 0; ;)
        {
            switch (await exchange.NextAsync(call.Clock!))
            {
                case Told told:
                    await Exchange.TellAsync(call, told, cancellationToken);
                    break;
                case Asked asked when exchange.Call.IsStateless:
                    CheckRounds(++rounds);
                    await AnswerRoundAsync(call, exchange, asked, cancellationToken);
                    break;
                case Asked asked:
                    asking?.RemoveAll(a => a.IsCompletedSuccessfully);
                    (asking ??= []).Add(AnswerAsync(call, exchange, asked, cancellationToken));
                    break;
                case Finished finished:
                    return ResultTranslation.ToReply(call, finished.Response, exchange.Era);
            }
        }
    }

    private static void CheckRounds(int rounds)
    {
        if (rounds > MaxRounds)
        {
            throw new McpErrorException(ErrorCodes.UpstreamUnavailable, $"The server wanted more than {MaxRounds} rounds of answers for one call.");
        }
    }

    private static async Task AnswerRoundAsync(Call call, Exchange exchange, Asked asked, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(asked.Requests.Select(async request =>
            KeyValuePair.Create(request.Key, Accepted(request, await AskAsync(call, request, cancellationToken)))));
        await exchange.Call.AnswerAsync(new Dictionary<string, Envelope>(answers), cancellationToken);
    }

    private static async Task AnswerAsync(Call call, Exchange exchange, Asked asked, CancellationToken cancellationToken)
    {
        foreach (var request in asked.Requests)
        {
            var answer = await AskAsync(call, request, cancellationToken);
            await exchange.Call.AnswerAsync(new Dictionary<string, Envelope> { [request.Key] = answer }, cancellationToken);
        }
    }

    private static Task<Envelope> AskAsync(Call call, InputRequest request, CancellationToken cancellationToken) =>
        InputRequests.IsQuestion(request.Method) && call.Agent.Can(InputRequests.CapabilityFor(request.Method))
            ? call.Stream.AskAsync(request.Method, OwnKeys.Removed(InputRequests.ToLegacyParams(request)), cancellationToken)
            : Task.FromResult(InputRequests.Unanswerable(request.Method));

    // The modern era has no place for an error among the answers, but a person may always have cancelled.
    private static Envelope Accepted(InputRequest request, Envelope answer) => answer switch
    {
        { Kind: EnvelopeKind.Result } => answer,
        _ when request.Method == Methods.Elicit => new Envelope { Kind = EnvelopeKind.Result, Result = Encoding.UTF8.GetBytes("""{"action":"cancel"}""") },
        _ => throw new McpErrorException(MessageWriter.ReadError(answer.Error)),
    };
}
