using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Tells whether a page hides what a passage holds: comments, styles that make text invisible, gaps that push it out of sight.</summary>
internal static partial class Concealment
{
    /// <summary>Whether something of a passage is hidden from people.</summary>
    public static bool IsIn(string passage) => Hiding().IsMatch(passage);

    [GeneratedRegex(
        @"<!--[^>]{12}|\[(//|comment)\]: ?(#|<>)|(display ?: ?none|visibility ?: ?hidden|font-size ?: ?[01](px|pt|em|%)?\b|opacity ?: ?0\b|color ?: ?(white|#fff(fff)?|transparent)\b)[^>]{0,80}>\s*\w|<\w+[^>]{0,80} hidden( [^>]{0,80})?>\s*\w|<img [^>]{0,80}alt ?= ?.[^>]{30}|\s{100}\S",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Hiding();
}
