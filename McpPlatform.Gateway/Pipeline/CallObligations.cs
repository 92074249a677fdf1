using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Approvals;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Does what the policies that allow a call ask for: limits first, then approvals, which are used up, and masks once there is an answer.</summary>
internal sealed class CallObligations(ICallApprovals approvals, TokenBuckets buckets)
{
    private const int LongestArguments = 300;
    private static readonly TimeSpan ApprovalLifetime = TimeSpan.FromHours(1);

    /// <exception cref="McpErrorException">The call cannot go on, or not yet; the message says why and what to do.</exception>
    public async ValueTask MeetAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Decision.Obligations.Count == 0)
        {
            return;
        }

        foreach (var limit in call.Decision.Obligations.OfType<LimitRate>())
        {
            Limit(call, limit);
        }

        if (call.Decision.Obligations.OfType<RequireApproval>().FirstOrDefault() is { } approval)
        {
            await ApproveAsync(call, approval, cancellationToken);
        }
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

    private async Task ApproveAsync(Call call, RequireApproval obligation, CancellationToken cancellationToken)
    {
        var arguments = JsonMembers.Find(call.Request.Params, "arguments"u8);
        var approval = await approvals.UseOrRequestAsync(
            new CallToApprove(call.By, ToolOf(call), HashOf(arguments), Reason(call, obligation, arguments), ApprovalLifetime), cancellationToken);
        if (approval.State != ApprovalState.Used)
        {
            throw Refuse(call, obligation.Rule, text => new McpError(ErrorCodes.Refused, text), approval.State == ApprovalState.Rejected
                ? $"A person rejected this call.{(approval.Comment is { Length: > 0 } why ? $" They said: {why}" : "")}"
                : $"A person has to approve this call first: 'mcpp approve {approval.Id}', or on the page Approvals. Then call again with the same arguments.");
        }
    }

    private static McpErrorException Refuse(Call call, string rule, Func<string, McpError> error, string reason)
    {
        call.Decision = call.Decision with { Allowed = false, Rule = rule, Reason = reason };
        return new McpErrorException(error($"{reason} (rule '{rule}')"));
    }

    private static string Reason(Call call, RequireApproval obligation, ReadOnlyMemory<byte> arguments)
    {
        var text = Encoding.UTF8.GetString(arguments.Span);
        var shown = text.Length > LongestArguments ? text[..LongestArguments] + "…" : text;
        return $"{(obligation.Reason.Length > 0 ? obligation.Reason + " " : "")}{call.By.Name} calls {ToolOf(call)} with {(shown.Length > 0 ? shown : "no arguments")}";
    }

    private static string ToolOf(Call call) => $"{call.Offer!.Upstream?.Name ?? "platform"}/{call.Offer.Item.Name}";

    // The same arguments in another order are the same.
    private static string HashOf(ReadOnlyMemory<byte> arguments)
    {
        var canonical = CanonicalJson.Write(arguments.IsEmpty ? null : JsonNode.Parse(arguments.Span, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }));
        return Convert.ToHexStringLower(SHA256.HashData(canonical));
    }
}
