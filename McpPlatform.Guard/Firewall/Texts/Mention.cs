using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>
/// Tells words that are spoken of from words that are meant: what is quoted in a text about attacks is most often honest. Whoever attacks can pretend
/// that, so it makes a threat smaller and never none.
/// </summary>
internal static partial class Mention
{
    private const int Reach = 160;
    private const string Opening = "\"'`“‘«„「『（(";

    // No data format writes its texts between these.
    private const string OfProse = "`“„«「『";

    /// <summary>Whether what begins at a place of a reading is quoted, and spoken of.</summary>
    public static bool Is(string reading, int at) =>
        (at > 0 && OfProse.Contains(reading[at - 1], StringComparison.Ordinal)) || (IsQuoted(reading, at) && SpeaksOfAttacks().IsMatch(reading));

    // The quote may have begun a little before: "please ignore …".
    private static bool IsQuoted(string reading, int at)
    {
        for (var before = at; before >= Math.Max(0, at - Reach); before--)
        {
            if (before < reading.Length && Opening.Contains(reading[before], StringComparison.Ordinal) && (before == 0 || !char.IsLetterOrDigit(reading[before - 1])))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(
        @"\b(injections?|attacks?|attackers?|jailbreaks?|phrases?|patterns?|classic|malicious|payload|scanner|blocklist|regex|rule for|test case|test your|is attack|assert|expected|owasp|cve|guardrail|evasion|exploit|example|e\.g\.|angriff|beispiel|attaque|ataque|ejemplo|explain what|talk shows|flags|recogni[sz]es?|changelog|release notes|tokenizer|special tokens?|delimits?)\b|攻击|例如|测试",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex SpeaksOfAttacks();
}
