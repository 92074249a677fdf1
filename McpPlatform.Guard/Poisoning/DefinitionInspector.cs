using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;

namespace McpPlatform.Guard.Poisoning;

/// <summary>
/// Inspects definitions of tools, text by text: what nobody sees, what looks like something else, what hides in markup or in codes, what talks to
/// the model instead of describing the tool, what asks for more than the tool needs, and what speaks of, or is named like, tools of others.
/// </summary>
internal sealed class DefinitionInspector : IDefinitionInspector
{
    private const int MostFindings = 50;

    private static readonly Func<DefinitionText, IEnumerable<DefinitionFinding>>[] Detectors =
    [
        HiddenText.Find, Lookalikes.Find, Markup.Find, Instructions.Find, Disguises.Find, SensitiveParameters.Find,
    ];

    /// <inheritdoc/>
    public IReadOnlyList<SeenTool> Inspect(IReadOnlyList<ToolDefinition> definitions, ToolSurroundings around)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        ArgumentNullException.ThrowIfNull(around);
        var references = new ToolReferences(around);
        var names = new ShadowedNames(around);
        return [.. definitions.Select(d => new SeenTool(d, Findings(d, references, names)))];
    }

    private static IReadOnlyList<DefinitionFinding> Findings(ToolDefinition definition, ToolReferences references, ShadowedNames names)
    {
        var texts = DefinitionTexts.Of(definition.Json);
        var found = texts.SelectMany(text => Detectors.SelectMany(detector => detector(text)).Concat(references.Find(text)))
            .Concat(names.Find(definition.Name))
            .Concat(DefinitionTexts.Limits(texts));
        return [.. found.Distinct().OrderByDescending(f => f.Severity).Take(MostFindings)];
    }
}
