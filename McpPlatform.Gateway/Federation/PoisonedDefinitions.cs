using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;

namespace McpPlatform.Gateway.Federation;

/// <summary>
/// Finds prompts, resources and templates whose texts are meant to steer whoever reads the list. They are inspected as definitions of tools are, where
/// they are new or changed; nobody approves them, so what is dangerous is left out.
/// </summary>
internal sealed class PoisonedDefinitions(IDefinitionInspector inspector)
{
    private const string Reason = "it holds text that is meant to steer a model";
    private static readonly ToolSurroundings Nothing = new("", [], []);

    /// <summary>Those among some definitions that are not to be offered, and why.</summary>
    public IReadOnlyList<RefusedDefinition> Among(IReadOnlyList<CatalogItem> items) => items.Count == 0 ? [] :
    [
        .. inspector.Inspect([.. items.Select(Definition)], Nothing).Zip(items)
            .Where(seen => seen.First.Findings.Any(IsDanger))
            .Select(seen => new RefusedDefinition(seen.Second.Kind, seen.Second.Name, Reason, seen.First.Findings.First(IsDanger).Message)),
    ];

    private static bool IsDanger(DefinitionFinding finding) => finding.Severity == DefinitionSeverity.Danger;

    // Not pinned, and so without a hash.
    private static ToolDefinition Definition(CatalogItem item) => new(item.Name, null, null, "", System.Text.Encoding.UTF8.GetString(item.Json.Span));
}
