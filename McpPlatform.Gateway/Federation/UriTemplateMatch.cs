using System.Text;
using System.Text.RegularExpressions;

namespace McpPlatform.Gateway.Federation;

/// <summary>Tells whether an address can come from a template (RFC 6570). Values are not looked at, so this decides only where a request goes.</summary>
internal static class UriTemplateMatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>Makes the test for a template.</summary>
    public static Regex Compile(string template)
    {
        var pattern = new StringBuilder("^");
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open && open >= 0 && rest[open..].IndexOf('}') is var length && length > 0)
        {
            pattern.Append(Regex.Escape(rest[..open].ToString()));
            pattern.Append(Expression(rest[(open + 1)..(open + length)]));
            rest = rest[(open + length + 1)..];
        }

        pattern.Append(Regex.Escape(rest.ToString())).Append('$');
        return new Regex(pattern.ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
    }

    // Reserved and fragment expansion, and those that explode into paths or queries, may hold separators; simple expansion may not.
    private static string Expression(ReadOnlySpan<char> expression) =>
        expression is ['+' or '#' or '/' or '?' or '&' or '.' or ';', ..] || expression.EndsWith("*", StringComparison.Ordinal) ? ".*" : "[^/?#]*";
}
