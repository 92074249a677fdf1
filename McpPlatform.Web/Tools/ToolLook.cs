using McpPlatform.Contracts.Api;

namespace McpPlatform.Web.Tools;

/// <summary>How tools look.</summary>
internal static class ToolLook
{
    /// <summary>Address of a tool's page.</summary>
    /// <param name="tool">The tool.</param>
    public static string Address(ToolInfo tool) => $"/tools/{tool.Upstream}/{Uri.EscapeDataString(tool.Name)}";

    /// <summary>Class of the dot of a state.</summary>
    /// <param name="state">The state.</param>
    public static string Dot(ToolState state) => state switch
    {
        ToolState.Approved => "dot-good",
        ToolState.Quarantined => "dot-wait",
        ToolState.Rejected => "dot-bad",
        _ => "dot-off",
    };

    /// <summary>Class of the tag of a severity.</summary>
    /// <param name="severity">The severity.</param>
    public static string Tag(DefinitionSeverity severity) => severity switch
    {
        DefinitionSeverity.Danger => "tag-bad",
        DefinitionSeverity.Warning => "tag-warn",
        _ => "",
    };

    /// <summary>A state as a heading.</summary>
    /// <param name="state">The state.</param>
    public static string Heading(ToolState state) => state switch
    {
        ToolState.Approved => "Approved",
        ToolState.Quarantined => "Waits for approval",
        ToolState.Rejected => "Rejected",
        _ => "Withdrawn",
    };

    /// <summary>What a state means for agents.</summary>
    /// <param name="tool">The tool.</param>
    public static string Meaning(ToolInfo tool) => tool switch
    {
        { State: ToolState.Approved } => "Agents are offered this definition.",
        { State: ToolState.Quarantined, Approved: null } => "The definition is new. Agents are not offered the tool until you approve it.",
        { State: ToolState.Quarantined } => "The server changed the definition after it was approved. Agents are not offered the tool until you approve the change.",
        { State: ToolState.Rejected } => "Agents are not offered the tool. It is asked about again when its definition changes.",
        _ => "The server offers the tool no more. If it comes back, what was decided still holds.",
    };
}
