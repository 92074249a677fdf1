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
    public void Require(Call call)
    {
        if (call.Offer is null)
        {
            return;
        }

        call.Decision = Decide(call.By, call.Offer);
        if (!call.Decision.Allowed)
        {
            throw new McpErrorException(ErrorCodes.Refused, $"{call.Decision.Reason} (rule '{call.Decision.Rule}')");
        }

        if (call.Offer.Quarantine is { } reason)
        {
            call.Decision = new PolicyDecision(false, Quarantine.Rule, reason);
            throw new McpErrorException(ErrorCodes.Refused, Quarantine.Refusal(call.Offer));
        }
    }

    /// <summary>Whether a caller may use what is offered.</summary>
    public PolicyDecision Decide(Principal by, Offer offer) => policy.Decide(by, ActionFor(offer), ResourceOf(offer));

    private string ActionFor(Offer offer) => offer switch
    {
        { Upstream: null } => tools.Find(offer.Name).Action,
        { Item.Kind: ListKind.Tools } => Actions.CallTool,
        _ => Actions.Read,
    };

    private static string ResourceOf(Offer offer) => $"{offer.Upstream?.Name ?? "platform"}/{offer.Item.Name}";
}
