using System.Text;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Translation;

/// <summary>
/// A call of a legacy agent: what the upstream asks becomes requests on the stream of the call. A modern upstream waits for all answers before
/// it goes on; a legacy one may go on telling meanwhile.
/// </summary>
internal sealed class LegacyAgentExchange(IOptions<GatewayOptions> options)
{
    private const int MaxRounds = 32;

    public async ValueTask<Reply> RunAsync(Call call, ValueTask<Exchange> starting, CancellationToken cancellationToken)
    {
        await using var exchange = await starting;
        AgentQuestions? questions = null;
        try
        {
            for (var rounds = 0; ;)
            {
                switch (await exchange.NextAsync(call.Clock!))
                {
                    case Told told:
                        await Exchange.TellAsync(call, told, cancellationToken);
                        break;
                    case Asked asked when exchange.Call.IsStateless:
                        CheckRounds(++rounds);
                        await AnswerRoundAsync(questions ??= Questions(call, cancellationToken), exchange, asked, cancellationToken);
                        break;
                    case Asked asked:
                        (questions ??= Questions(call, cancellationToken)).Ask(asked, exchange.Call);
                        break;
                    case TakenBack taken:
                        questions?.TakeBack(taken.Key);
                        break;
                    case Finished finished:
                        return ResultTranslation.ToReply(call, finished.Response, exchange.Era);
                }
            }
        }
        finally
        {
            await (questions?.DisposeAsync() ?? default);
        }
    }

    private AgentQuestions Questions(Call call, CancellationToken cancellationToken) => new(call, options.Value.ParkedCallTimeout, cancellationToken);

    private static void CheckRounds(int rounds)
    {
        if (rounds > MaxRounds)
        {
            throw new McpErrorException(ErrorCodes.UpstreamUnavailable, $"The server wanted more than {MaxRounds} rounds of answers for one call.");
        }
    }

    private static async Task AnswerRoundAsync(AgentQuestions questions, Exchange exchange, Asked asked, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(asked.Requests.Select(async request =>
            KeyValuePair.Create(request.Key, Accepted(request, await questions.AskAsync(request)))));
        await exchange.Call.AnswerAsync(new Dictionary<string, Envelope>(answers), cancellationToken);
    }

    // The modern era has no place for an error among the answers, but a person may always have cancelled.
    private static Envelope Accepted(InputRequest request, Envelope answer) => answer switch
    {
        { Kind: EnvelopeKind.Result } => answer,
        _ when request.Method == Methods.Elicit => new Envelope(EnvelopeKind.Result, Encoding.UTF8.GetBytes("""{"action":"cancel"}""")),
        _ => throw new McpErrorException(MessageWriter.ReadError(answer.Error)),
    };
}
