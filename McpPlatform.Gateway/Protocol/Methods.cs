using System.Collections.Frozen;
using System.Reflection;

namespace McpPlatform.Gateway.Protocol;

/// <summary>Names of the methods of MCP.</summary>
internal static class Methods
{
    public const string Initialize = "initialize";
    public const string Ping = "ping";
    public const string Discover = "server/discover";
    public const string Listen = "subscriptions/listen";
    public const string SetLevel = "logging/setLevel";
    public const string Complete = "completion/complete";
    public const string ToolsList = "tools/list";
    public const string ToolsCall = "tools/call";
    public const string PromptsList = "prompts/list";
    public const string PromptsGet = "prompts/get";
    public const string ResourcesList = "resources/list";
    public const string TemplatesList = "resources/templates/list";
    public const string ResourcesRead = "resources/read";
    public const string Subscribe = "resources/subscribe";
    public const string Unsubscribe = "resources/unsubscribe";

    public const string Elicit = "elicitation/create";
    public const string Sample = "sampling/createMessage";
    public const string Roots = "roots/list";

    public const string Initialized = "notifications/initialized";
    public const string Cancelled = "notifications/cancelled";
    public const string Progress = "notifications/progress";
    public const string Message = "notifications/message";
    public const string ToolsChanged = "notifications/tools/list_changed";
    public const string PromptsChanged = "notifications/prompts/list_changed";
    public const string ResourcesChanged = "notifications/resources/list_changed";
    public const string ResourceUpdated = "notifications/resources/updated";
    public const string RootsChanged = "notifications/roots/list_changed";
    public const string Acknowledged = "notifications/subscriptions/acknowledged";

    private static readonly string[] Known =
    [
        ToolsCall, ToolsList, PromptsGet, PromptsList, ResourcesRead, ResourcesList, TemplatesList, Complete, Ping, Initialize, Discover, Listen, SetLevel,
        Subscribe, Unsubscribe, Elicit, Sample, Roots, Initialized, Cancelled, Progress, Message, ToolsChanged, PromptsChanged, ResourcesChanged,
        ResourceUpdated, RootsChanged, Acknowledged,
    ];

    /// <summary>The known name that the reader stands on, without making a string of it; <see langword="null"/> for others.</summary>
    public static string? Find(ref System.Text.Json.Utf8JsonReader reader)
    {
        foreach (var name in Known)
        {
            if (reader.ValueTextEquals(name))
            {
                return name;
            }
        }

        return null;
    }

    private static readonly FrozenSet<string> All =
        typeof(Methods).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether MCP has a method of this name, in any revision.</summary>
    public static bool IsKnown(string method) => All.Contains(method);
}
