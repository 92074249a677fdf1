using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Tools;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Asks the policy. What a caller may not use it does not see in lists either.</summary>
internal sealed class CallAuthorization(IPolicy policy, PlatformTools tools)
{
    /// <exception cref="McpErrorException">The policy refuses, or what is called is quarantined; the message names the rule.</exception>
    public async ValueTask RequireAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Offer is null)
        {
            return;
        }

        var context = new PolicyContext { Transport = call.Transport, Arguments = JsonMembers.Find(call.Request.Params, "arguments"u8) };
        call.Decision = await policy.DecideAsync(RequestFor(call, call.Offer, context), cancellationToken);
        if (!call.Decision.Allowed)
        {
            throw new McpErrorException(ErrorCodes.Refused, $"{call.Decision.Reason} (rule '{call.Decision.Rule}')");
        }

        if (call.Offer.Quarantine is { } reason)
        {
            call.Decision = call.Decision with { Allowed = false, Rule = Quarantine.Rule, Reason = reason, Obligations = [] };
            throw new McpErrorException(ErrorCodes.Refused, Quarantine.Refusal(call.Offer));
        }
    }

    /// <summary>Those of some things whose offers the caller may use.</summary>
    public async ValueTask<List<T>> AllowedAsync<T>(Call call, IEnumerable<T> things, Func<T, Offer> offerOf, CancellationToken cancellationToken)
    {
        var all = things.ToList();
        var context = new PolicyContext { Transport = call.Transport };
        var decisions = await policy.DecideAllAsync([.. all.Select(thing => RequestFor(call, offerOf(thing), context))], cancellationToken);
        return [.. all.Where((_, at) => decisions[at].Allowed)];
    }

    private PolicyRequest RequestFor(Call call, Offer offer, PolicyContext context) => OfferPolicy.Request(call.By, ActionFor(offer), offer, context);

    private string ActionFor(Offer offer) => offer switch
    {
        { Upstream: null } => tools.Find(offer.Name).Action,
        { Item.Kind: ListKind.Tools } => Actions.CallTool,
        _ => Actions.Read,
    };
}
