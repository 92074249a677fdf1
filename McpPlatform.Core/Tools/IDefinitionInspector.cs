using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Tools;

/// <summary>Looks for what is suspicious in definitions of tools: instructions hidden from people, and names that stand in for others'.</summary>
public interface IDefinitionInspector
{
    /// <summary>Inspects definitions of one upstream.</summary>
    /// <param name="definitions">The definitions.</param>
    /// <param name="around">What stands beside them.</param>
    /// <returns>Each definition with its findings, gravest first.</returns>
    IReadOnlyList<SeenTool> Inspect(IReadOnlyList<ToolDefinition> definitions, ToolSurroundings around);
}

/// <summary>What stands beside the definitions that are inspected.</summary>
/// <param name="Prefix">Before the names of their tools; empty for none.</param>
/// <param name="Own">Names of all tools of the same upstream.</param>
/// <param name="Neighbours">Tools of others that the same agents see.</param>
public sealed record ToolSurroundings(string Prefix, IReadOnlyList<string> Own, IReadOnlyList<ToolName> Neighbours);

/// <summary>A tool of another upstream, or of the platform.</summary>
/// <param name="Upstream">Whose it is.</param>
/// <param name="Prefix">What precedes its name where agents see it; empty for nothing.</param>
/// <param name="Name">What its upstream calls it.</param>
public sealed record ToolName(string Upstream, string Prefix, string Name)
{
    /// <summary>The name agents see, as long as it is neither too long nor taken.</summary>
    public string Exposed => Prefix.Length == 0 ? Name : $"{Prefix}__{Name}";
}
