using System.Buffers;
using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>A way of speaking to a model, in the letters of a <see cref="Reading"/>: lower case, without accents, words one blank apart.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How bad it is where it is meant and not quoted.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Needed">Pieces of which a text holds one at least; they are faster to look for.</param>
/// <param name="Patterns">The words, in one way or another. Each takes linear time, whatever the text.</param>
internal sealed record Wording(ThreatKind Kind, ThreatSeverity Severity, string Message, SearchValues<string> Needed, IReadOnlyList<Regex> Patterns)
{
    public static Wording Danger(ThreatKind kind, string message, string[] needed, params string[] patterns) => New(kind, ThreatSeverity.Danger, message, needed, patterns);

    public static Wording Warning(ThreatKind kind, string message, string[] needed, params string[] patterns) => New(kind, ThreatSeverity.Warning, message, needed, patterns);

    /// <summary>Where it stands in a text; −1 where it does not.</summary>
    public int IndexIn(string text)
    {
        if (!text.AsSpan().ContainsAny(Needed))
        {
            return -1;
        }

        foreach (var pattern in Patterns)
        {
            if (pattern.Match(text) is { Success: true, Index: var at })
            {
                return at;
            }
        }

        return -1;
    }

    private static Wording New(ThreatKind kind, ThreatSeverity severity, string message, string[] needed, string[] patterns) => new(
        kind, severity, message, SearchValues.Create([.. needed.Select(Reading.WithoutAccents)], StringComparison.Ordinal),
        [.. patterns.Select(p => new Regex(Reading.WithoutAccents(p), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture))]);
}
