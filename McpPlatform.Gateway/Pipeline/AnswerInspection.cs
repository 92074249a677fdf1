using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard.Firewall;
using McpPlatform.Guard.Firewall.Texts;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Looks at the texts of an answer before an agent reads them, those of the platform's own tools among them: they carry data of others, too. An answer
/// in which nothing is found goes on as it came.
/// </summary>
internal sealed class AnswerInspection(IOptions<FirewallOptions> options, ThreatReport report)
{
    private readonly FirewallAction set = options.Value.Results;

    /// <summary>The answer as the agent gets it.</summary>
    public Reply Check(Call call, Reply reply)
    {
        if (reply.Error is not null || call.Method is not (Methods.ToolsCall or Methods.PromptsGet or Methods.ResourcesRead))
        {
            return reply;
        }

        var action = ThreatReport.ActionFor(call, set);
        var found = action == FirewallAction.Off ? [] : ThreatFinder.OfThread.Find(reply.Result.Span, DocumentTexts.OfAnswer);
        if (found.Count > 0 && report.Take(call, ThreatReport.Answer, found, action))
        {
            return ThreatReport.Refuse(call, ThreatReport.Answer, found);
        }

        return found.Count + call.ArgumentThreats.Count > 0 ? ThreatReport.Say(reply, call.ArgumentThreats, found) : reply;
    }
}
