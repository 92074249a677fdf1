using System.Diagnostics;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// A span for each call: child of the agent's, parent of the upstream's. Both sides name theirs in <c>_meta</c> (SEP-414; W3C Trace Context). Names
/// follow the semantic conventions of OpenTelemetry for MCP.
/// </summary>
internal static class CallTrace
{
    /// <summary>Begins the span; <see langword="null"/> when nobody listens.</summary>
    public static Activity? Start(Call call)
    {
        if (!GatewayTelemetry.Activities.HasListeners())
        {
            return null;
        }

        var name = call.Name is null ? call.Method : $"{call.Method} {call.Name}";
        var activity = GatewayTelemetry.Activities.StartActivity(name, ActivityKind.Server, ParentOf(call));
        activity?.SetTag("mcp.method.name", call.Method)
            .SetTag("mcp.protocol.version", call.Agent.Revision)
            .SetTag("gen_ai.tool.name", call.Method == Methods.ToolsCall ? call.Name : null)
            .SetTag("mcpp.tenant", call.By.Tenant)
            .SetTag("network.transport", call.Transport);
        return activity;
    }

    /// <summary>Says how it went; without an answer, the call was cancelled.</summary>
    public static void End(Activity? activity, Call call, Reply? reply)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag("mcpp.upstream", call.Offer?.Upstream?.Name).SetTag("mcpp.rule", call.Decision.Rule);
        if (reply is null or { Error: not null })
        {
            activity.SetTag("error.type", reply?.Error?.Code.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "cancelled");
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static ActivityContext ParentOf(Call call) => call.TraceParent ?? Activity.Current?.Context ?? default;
}
