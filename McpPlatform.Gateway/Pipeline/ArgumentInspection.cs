using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard.Firewall;
using McpPlatform.Guard.Firewall.Texts;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Looks at the arguments of what goes to a server: for texts that are meant to steer a model behind it, and for data on its way out. Secrets count
/// where the server's risk says that it sends or changes what matters.
/// </summary>
internal sealed class ArgumentInspection(IOptions<FirewallOptions> options, ThreatReport report)
{
    private readonly FirewallAction set = options.Value.Arguments;

    /// <summary>The answer to a call that goes no further; <see langword="null"/> for one that goes on.</summary>
    public Reply? Check(Call call)
    {
        if (call.Offer?.Upstream is not { } upstream || ThreatReport.ActionFor(call, set) is var action && action == FirewallAction.Off)
        {
            return null;
        }

        var arguments = JsonMembers.Find(call.Request.Params, "arguments"u8).Span;
        var found = ThreatFinder.OfThread.Find(arguments);
        var secret = upstream.Config.Risk >= RiskClass.High ? OutgoingSecrets.OfThread.Find(arguments) : null;
        if (found.Count == 0 && secret is null)
        {
            return null;
        }

        call.ArgumentThreats = secret is { } on ? [.. found, on] : [.. found];
        return report.Take(call, ThreatReport.Arguments, call.ArgumentThreats, action) ? ThreatReport.Refuse(call, ThreatReport.Arguments, call.ArgumentThreats) : null;
    }
}
