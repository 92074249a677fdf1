using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;
using McpPlatform.Guard.Lettering;

namespace McpPlatform.Guard.Poisoning;

/// <summary>Finds names that another server's tool has already, or that are taken for it.</summary>
/// <param name="around">What stands beside the definition.</param>
internal sealed class ShadowedNames(ToolSurroundings around)
{
    private readonly ILookup<string, ToolName> alike = around.Neighbours
        .SelectMany(n => new[] { (Look: Skeleton.OfName(n.Name), Tool: n), (Look: Skeleton.OfName(n.Exposed), Tool: n) })
        .Distinct().ToLookup(n => n.Look, n => n.Tool);

    public IEnumerable<DefinitionFinding> Find(string name)
    {
        var seen = new ToolName("", around.Prefix, name);
        return alike[Skeleton.OfName(name)].Concat(alike[Skeleton.OfName(seen.Exposed)]).Distinct()
            .Select(other => Finding(seen, other)).OfType<DefinitionFinding>().OrderByDescending(f => f.Severity).Take(3);
    }

    private static DefinitionFinding? Finding(ToolName seen, ToolName other)
    {
        var isExposed = Skeleton.OfName(seen.Exposed) == Skeleton.OfName(other.Exposed);
        return (Skeleton.Spelling(seen.Name) == Skeleton.Spelling(other.Name) || Skeleton.Spelling(seen.Exposed) == Skeleton.Spelling(other.Exposed), isExposed) switch
        {
            (false, _) => Of(DefinitionSeverity.Danger, $"The name looks like '{other.Name}' of '{other.Upstream}' and is another."),
            (true, true) => Of(DefinitionSeverity.Warning, $"Agents may take it for '{other.Exposed}' of '{other.Upstream}'."),
            (true, false) => Of(DefinitionSeverity.Notice, $"'{other.Upstream}' has a tool of this name, too."),
        };

        static DefinitionFinding Of(DefinitionSeverity severity, string message) => new(FindingKind.ShadowedName, severity, "/name", message);
    }
}
