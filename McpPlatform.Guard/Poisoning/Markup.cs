using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Guard.Poisoning;

/// <summary>Finds markup that a page hides and a model reads: comments, tags that claim authority, styles that make text invisible, and gaps that push it out of sight.</summary>
internal static class Markup
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly (Regex Pattern, DefinitionSeverity Severity, string Message)[] Forms =
    [
        (new Regex(@"<!--(\s*[^\s<>-]+){3}", Linear), DefinitionSeverity.Danger, "A comment hides text from people and not from a model."),
        (new Regex(@"<!--", Linear), DefinitionSeverity.Warning, "The text holds a comment of HTML."),
        (new Regex(@"\[//\]:\s*#|\[comment\]:\s*(#|<>)", Linear), DefinitionSeverity.Danger, "A comment of Markdown hides text from people and not from a model."),
        (
            new Regex(
                @"</?\s*(very[_-]?)?(important|instructions?|system([_-]?(prompt|message|note|reminder|override))?|assistant|hidden|critical|priority|override|developer|admin(istrator)?[_-]?\w*|rules?|directives?|mandatory|secret[_-]\w+)(\s[^<>]*)?>",
                Linear),
            DefinitionSeverity.Danger, "A tag claims an authority that the definition of a tool does not have."),
        (new Regex(@"<\|\w+\|>|\[/?INST\]|<</?SYS>>|^\s*#{2,}\s*(system|instructions?|assistant)\b|^\s*(human|assistant|system)\s*:\s*\w+\s+\w+", Linear | RegexOptions.Multiline),
            DefinitionSeverity.Danger, "The text imitates the marks between turns of a conversation with a model."),
        (new Regex(@"style\s*=\s*[""'][^""'>]{0,200}(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0|color\s*:\s*(white|#fff|transparent))", Linear),
            DefinitionSeverity.Danger, "A style hides text from people and not from a model."),
        (new Regex(@"\s{120,}\S", Linear), DefinitionSeverity.Danger, "A long gap pushes the rest of the text out of sight."),
        (new Regex(@"!\[[^\]]{0,200}\]\(\s*https?://[^)\s]{0,500}[{<$\[]", Linear), DefinitionSeverity.Danger, "A picture's address carries data to a server when it is shown."),
    ];

    public static IEnumerable<DefinitionFinding> Find(DefinitionText text)
    {
        var plain = Contracts.Text.HiddenCharacters.Strip(text.Text);
        return Forms.Where(f => f.Pattern.IsMatch(plain)).GroupBy(f => f.Message)
            .Select(f => text.Finding(FindingKind.HiddenMarkup, f.First().Severity, f.Key));
    }
}
