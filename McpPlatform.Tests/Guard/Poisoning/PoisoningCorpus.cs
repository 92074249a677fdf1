using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;
using McpPlatform.Guard.Poisoning;
using McpPlatform.Tests.Architecture;

namespace McpPlatform.Tests.Guard.Poisoning;

/// <summary>A definition of the corpus with what was found in it.</summary>
/// <param name="Family">Kind of attack, or server of an honest tool.</param>
/// <param name="Name">The tool.</param>
/// <param name="Findings">What was found.</param>
internal sealed record InspectedCase(string Family, string Name, IReadOnlyList<DefinitionFinding> Findings)
{
    public bool IsAtLeast(DefinitionSeverity severity) => Findings.Any(f => f.Severity >= severity);
}

/// <summary>
/// The labelled corpus: JSON Lines of definitions, poisoned and honest. Patterns are made and mended on the development part; the held-out part
/// is only counted.
/// </summary>
internal static class PoisoningCorpus
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "Guard", "Poisoning", "corpus");

    public static IReadOnlyList<InspectedCase> Inspect(string part, string label) =>
        [.. File.ReadLines(Path.Combine(Folder, $"{part}.{label}.jsonl")).Select(Inspect)];

    private static InspectedCase Inspect(string line)
    {
        using var document = JsonDocument.Parse(line);
        var entry = document.RootElement;
        var definition = ToolDefinition.Read(Encoding.UTF8.GetBytes(entry.GetProperty("definition").GetRawText()));
        var neighbours = entry.TryGetProperty("neighbours", out var named) ? named.EnumerateArray().Select(n => Neighbour(n.GetString()!)) : [];
        var around = new ToolSurroundings("server", [.. entry.GetProperty("own").EnumerateArray().Select(n => n.GetString()!)], [.. neighbours]);
        var findings = new DefinitionInspector().Inspect([definition], around)[0].Findings;
        return new InspectedCase(entry.GetProperty("family").GetString()!, definition.Name, findings);
    }

    private static ToolName Neighbour(string name) => name.Split('/') is [var upstream, var tool] ? new ToolName(upstream, upstream, tool) : throw new FormatException(name);
}
