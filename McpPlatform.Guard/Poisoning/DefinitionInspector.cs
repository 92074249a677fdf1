using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;

namespace McpPlatform.Guard.Poisoning;

/// <summary>
/// Inspects definitions of tools, text by text: what nobody sees, what looks like something else, what hides in markup or in codes, what talks to
/// the model instead of describing the tool, what asks for more than the tool needs, and what speaks of, or is named like, tools of others. What is
/// more than can be looked at in a few seconds counts as dangerous, so that no server keeps the gateway busy.
/// </summary>
internal sealed class DefinitionInspector : IDefinitionInspector
{
    private const int MostFindings = 50;
    private const int MostCharacters = 4_194_304;

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
        var left = MostCharacters;
        return [.. definitions.Select(d => new SeenTool(d, (left -= d.Json.Length) < 0 ? [TooMuch] : Findings(d, references, names)))];
    }

    private static DefinitionFinding TooMuch { get; } = new(
        FindingKind.Instruction, DefinitionSeverity.Danger, "", $"Nobody looked at it: its server changed more than {MostCharacters:N0} characters of definitions at once.");

    private static IReadOnlyList<DefinitionFinding> Findings(ToolDefinition definition, ToolReferences references, ShadowedNames names)
    {
        var texts = DefinitionTexts.Of(definition.Json);
        var found = texts.SelectMany(text => Detectors.SelectMany(detector => detector(text)).Concat(references.Find(text)))
            .Concat(names.Find(definition.Name))
            .Concat(DefinitionTexts.Limits(texts));
        return [.. found.Distinct().OrderByDescending(f => f.Severity).Take(MostFindings)];
    }
}
