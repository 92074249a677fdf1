using System.Text.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard.Firewall;
using McpPlatform.Guard.Firewall.Texts;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>What is done about threats in texts of a call: they are counted and logged, and said to the agent, or they end the call. The texts are never repeated.</summary>
internal sealed class ThreatReport(ILogger<ThreatReport> logger)
{
    /// <summary>The side on which a call comes in.</summary>
    public const string Arguments = "arguments";

    /// <summary>The side on which it is answered.</summary>
    public const string Answer = "answer";

    private const int MostNamed = 5;
    private const int MostSaid = 20;

    /// <summary>What happens to threats in a call: as the strictest of its policies says, else as it is set.</summary>
    public static FirewallAction ActionFor(Call call, FirewallAction set)
    {
        FirewallAction? asked = null;
        for (var at = 0; at < call.Decision.Obligations.Count; at++)
        {
            if (call.Decision.Obligations[at] is InspectTexts inspect && !(inspect.Action < asked))
            {
                asked = inspect.Action;
            }
        }

        return asked ?? set;
    }

    /// <summary>Counts and logs what was found on one side of a call.</summary>
    /// <returns>Whether it is kept back.</returns>
    public bool Take(Call call, string side, IReadOnlyList<LocatedThreat> found, FirewallAction action)
    {
        call.Threats += found.Count;
        foreach (var (_, threat) in found)
        {
            GatewayTelemetry.ThreatFound(call.By.Tenant, NameOf(threat.Kind), NameOf(threat.Severity), side);
        }

        var isKept = action == FirewallAction.Block && found.Any(f => f.Threat.Severity == ThreatSeverity.Danger);
        if (found.Any(f => f.Threat.Severity != ThreatSeverity.Notice))
        {
            Log.ThreatsFound(
                logger, side, call.Method, call.Name ?? "", call.Offer?.Upstream?.Name ?? "platform", isKept ? "kept back" : "reported",
                string.Join("; ", found.Take(MostNamed).Select(f => $"{NameOf(f.Threat.Kind)} ({NameOf(f.Threat.Severity)}) at '{ThreatPath.Shown(f.Path)}'")));
        }

        return isKept;
    }

    /// <summary>The answer in the place of what is kept back: a tool's error, or else one of the protocol.</summary>
    public static Reply Refuse(Call call, string side, IReadOnlyList<LocatedThreat> found)
    {
        var dangers = found.Where(f => f.Threat.Severity == ThreatSeverity.Danger).Take(MostNamed).Select(f => $"{NameOf(f.Threat.Kind)} at '{ThreatPath.Shown(f.Path)}': {f.Threat.Message}");
        var message = $"The firewall keeps back the {side} of '{call.Name}'. {string.Join(' ', dangers)}";
        return call.Method == Methods.ToolsCall ? Reply.Of(ToolResults.Error(call.Agent.Era, message)) : Reply.Of(new McpError(ErrorCodes.Refused, message));
    }

    /// <summary>An answer that says in <c>_meta</c> what was found on the way.</summary>
    public static Reply Say(Reply reply, IReadOnlyList<LocatedThreat> inArguments, IReadOnlyList<LocatedThreat> inAnswer) => Reply.Of(MessageWriter.WithMeta(
        reply.Result, static members => members.Is(MetaKeys.Threats), writer =>
        {
            writer.WriteStartArray(MetaKeys.Threats);
            Write(writer, Arguments, inArguments);
            Write(writer, Answer, inAnswer);
            writer.WriteEndArray();
        }));

    /// <summary>The name of a kind or a severity in the protocol.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static void Write(Utf8JsonWriter writer, string side, IReadOnlyList<LocatedThreat> found)
    {
        foreach (var (path, threat) in found.Take(MostSaid))
        {
            writer.WriteStartObject();
            writer.WriteString("in"u8, side);
            writer.WriteString("where"u8, ThreatPath.Shown(path));
            writer.WriteString("kind"u8, NameOf(threat.Kind));
            writer.WriteString("severity"u8, NameOf(threat.Severity));
            writer.WriteEndObject();
        }
    }
}
