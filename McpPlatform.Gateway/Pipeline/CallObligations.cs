using System.Globalization;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Does what the policies that allow a call ask for: limits first, then approvals, which are used up, and masks once there is an answer.</summary>
internal sealed class CallObligations(CallApproving approving, TokenBuckets buckets)
{
    /// <summary>Does it.</summary>
    /// <returns>The answer that asks the agent for the approval of its person; <see langword="null"/> where the call goes on.</returns>
    /// <exception cref="McpErrorException">The call cannot go on, or not yet; the message says why and what to do.</exception>
    public ValueTask<Reply?> MeetAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Decision.Obligations.Count == 0)
        {
            return default;
        }

        foreach (var limit in call.Decision.Obligations.OfType<LimitRate>())
        {
            Limit(call, limit);
        }

        // Where several ask, the one that wants somebody else goes first.
        return call.Decision.Obligations.OfType<RequireApproval>().MinBy(approval => approval.ByElicitation) is { } wanted
            ? approving.ApproveAsync(call, wanted, cancellationToken)
            : default;
    }

    /// <summary>The answer without what policies hide.</summary>
    public static Reply Mask(Call call, Reply reply)
    {
        if (call.Decision.Obligations.Count == 0 || reply.Error is not null)
        {
            return reply;
        }

        var paths = call.Decision.Obligations.OfType<MaskAnswer>().SelectMany(mask => mask.Paths).ToList();
        return paths.Count == 0 ? reply : Reply.Of(AnswerMask.Apply(reply.Result, paths));
    }

    private void Limit(Call call, LimitRate limit)
    {
        var wait = buckets.Take(
            LimitKind.Policy, new BucketKey(call.By.Tenant, call.By.Id, $"{ToolOf(call)}/{limit.Rule}"), Rate.Of(limit.Times, limit.Per));
        if (wait > TimeSpan.Zero)
        {
            GatewayTelemetry.LimitReached(LimitReached.NameOf(LimitKind.Policy));
            var reason = string.Create(
                CultureInfo.InvariantCulture, $"'{call.Name}' may be called {limit.Times} times in {limit.Per:g} by one caller. Wait {LimitReached.Seconds(wait)} s.");
            throw Refuse(call, limit.Rule, text => new LimitReached(LimitReached.NameOf(LimitKind.Policy), text, wait).AsError(), reason);
        }
    }

    /// <summary>Refuses a call that the policy allows, but not so.</summary>
    public static McpErrorException Refuse(Call call, string rule, Func<string, McpError> error, string reason)
    {
        call.Decision = call.Decision with { Allowed = false, Rule = rule, Reason = reason };
        return new McpErrorException(error($"{reason} (rule '{rule}')"));
    }

    /// <summary>The tool, prompt or resource, as <c>server/name</c>.</summary>
    public static string ToolOf(Call call) => $"{call.Offer!.Upstream?.Name ?? "platform"}/{call.Offer.Item.Name}";
}
