using System.Text;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>
/// A call of a modern agent: what a legacy upstream asks becomes a result that wants another round, and the call waits at the gateway until the
/// agent comes back. A modern upstream's own rounds pass through: its state goes to the agent and back.
/// </summary>
internal sealed class ModernAgentExchange(ParkedExchanges parked, RoundStates states)
{
    // Questions asked at the same time arrive in messages of their own.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(30);

    public async ValueTask<Reply> RunAsync(Call call, ValueTask<Exchange> starting, CancellationToken cancellationToken)
    {
        var exchange = await starting;
        var stays = false;
        try
        {
            while (true)
            {
                switch (exchange.Early ?? await exchange.NextAsync(call.Clock!))
                {
                    case Told told:
                        await Exchange.TellAsync(call, told, cancellationToken);
                        break;
                    case Asked asked when exchange.Call.IsStateless:
                        return Reply.Of(states.Wrap(call, OwnKeys.Removed(asked.Result)));
                    case Asked asked when await GatherAsync(call, exchange, asked, cancellationToken) is { Count: > 0 } open:
                        exchange.Open = open;
                        var state = parked.Park(call, exchange);
                        stays = true;
                        return Reply.Of(InputRequests.ToResult(open, state));
                    case Finished finished:
                        return RequiredVisits.ToReply(call, finished.Response, exchange.Era) ?? ResultTranslation.ToReply(call, finished.Response, exchange.Era);
                }
            }
        }
        finally
        {
            if (!stays)
            {
                await exchange.DisposeAsync();
            }
        }
    }

    /// <summary>Goes on with a call that waited for answers. What was not answered is asked again.</summary>
    public async ValueTask<Reply> GoOnAsync(Call call, Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            await AnswerAsync(call, exchange, cancellationToken);
            if (exchange.Open.Count > 0)
            {
                return Reply.Of(InputRequests.ToResult(exchange.Open, parked.Park(call, exchange)));
            }
        }
        catch
        {
            await exchange.DisposeAsync();
            throw;
        }

        return await RunAsync(call, ValueTask.FromResult(exchange), cancellationToken);
    }

    private static async ValueTask AnswerAsync(Call call, Exchange exchange, CancellationToken cancellationToken)
    {
        var given = InputRequests.ReadAnswers(call.Request.Params);
        var answers = exchange.Open.Where(o => given.ContainsKey(o.Key)).ToDictionary(o => o.Key, o => given[o.Key]);
        exchange.Open = [.. exchange.Open.Where(o => !answers.ContainsKey(o.Key))];
        await exchange.Call.AnswerAsync(answers, cancellationToken);
    }

    private static async Task<List<InputRequest>> GatherAsync(Call call, Exchange exchange, Asked first, CancellationToken cancellationToken)
    {
        var open = new List<InputRequest>();
        for (var asked = first; asked is not null; asked = await exchange.NextQuestionAsync(call, Gathering, cancellationToken))
        {
            open.AddRange(asked.Requests.Select(request => Checked(call, request)));
        }

        // What a call that has ended asked is moot, but for the roots, which are no matter of the call.
        return exchange.Early is null ? open : open.FindAll(o => o.Method == Methods.Roots);
    }

    // 2026-07-28, Base Protocol: what a call needs and its agent did not declare is an error of its own.
    private static InputRequest Checked(Call call, InputRequest request)
    {
        var capability = InputRequests.CapabilityFor(request.Method);
        return call.Agent.Can(capability) ? request : throw new McpErrorException(InputRequests.Missing(Encoding.ASCII.GetString(capability)));
    }
}
