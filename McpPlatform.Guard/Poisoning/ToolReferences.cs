using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;
using McpPlatform.Guard.Lettering;

namespace McpPlatform.Guard.Poisoning;

/// <summary>Finds descriptions that speak of tools of other servers: a tool describes itself, and its server's tools at most.</summary>
/// <param name="around">What stands beside the definition.</param>
internal sealed partial class ToolReferences(ToolSurroundings around)
{
    private const int Reach = 80;
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex DirectiveBefore = new(
        @"\b(instead of|rather than|in place of|replaces?|supersedes?|(do not|don't|never|stop|avoid|cease) (\w+ )?(use|using|call|calling|invoke|invoking|trust)|(before|after|when|whenever|while|if|each time|every time|prior to) (\w+ ){0,2}(using|calling|invoking|running|use|call|invoke|run|calls|uses)|(behaviou?r|output|results?|arguments?|parameters?|recipient) (of|for|to))\b[^.!?]*$",
        Linear);

    private static readonly Regex DirectiveAfter = new(
        @"^[^.!?]{0,30}\b(is|are|was|has been|will be|must|should|shall)\b[^.!?]{0,20}\b(deprecated|broken|unsafe|insecure|outdated|disabled|unreliable|compromised|obsolete|removed|vulnerable|forbidden|(be )?(called|used|sent|set|changed|modified|ignored|replaced|rerouted|redirected)|always|never|only)\b",
        Linear);

    private readonly HashSet<string> own = [.. around.Own.Select(Skeleton.Spelling)];
    private readonly ILookup<string, ToolName> others = around.Neighbours
        .SelectMany(n => new[] { (Spelling: Skeleton.Spelling(n.Name), Tool: n), (Spelling: Skeleton.Spelling(n.Exposed), Tool: n) })
        .Distinct().ToLookup(n => n.Spelling, n => n.Tool);

    public IEnumerable<DefinitionFinding> Find(DefinitionText text) => text.Role is TextRole.Name or TextRole.ParameterName
        ? []
        : Identifier().Matches(text.Text).Where(m => !own.Contains(Skeleton.Spelling(m.Value))).Select(m => Finding(text, m)).OfType<DefinitionFinding>().Distinct().Take(5);

    private DefinitionFinding? Finding(DefinitionText text, Match named)
    {
        var before = text.Text[Math.Max(0, named.Index - Reach)..named.Index];
        var end = named.Index + named.Length;
        var after = text.Text[end..Math.Min(text.Text.Length, end + Reach)];
        var commands = DirectiveBefore.IsMatch(before) || DirectiveAfter.IsMatch(after);
        return others[Skeleton.Spelling(named.Value)].FirstOrDefault() is { } other
            ? text.Finding(
                FindingKind.OtherTools, commands ? DefinitionSeverity.Danger : DefinitionSeverity.Warning,
                $"The text {(commands ? "tells how to use" : "names")} the tool '{named.Value}', which belongs to '{other.Upstream}'.")
            : commands && Verbal().IsMatch(named.Value)
                ? text.Finding(FindingKind.OtherTools, DefinitionSeverity.Warning, $"The text tells how to use '{named.Value}', which its server does not offer.")
                : null;
    }

    // Names that are no words of a language: with a sign or a capital inside.
    [GeneratedRegex(@"\b[A-Za-z][A-Za-z0-9]*([_.\-]{1,2}[A-Za-z0-9]+)+\b|\b[a-z]+[A-Z][A-Za-z0-9]+\b")]
    private static partial Regex Identifier();

    [GeneratedRegex("^(send|read|write|get|list|create|delete|update|search|fetch|execute|run|query|post|transfer|pay|add|remove|open|upload|download|call|make|set|move|edit|push|merge|browser|book|schedule|find)([_.-]|[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Verbal();
}
