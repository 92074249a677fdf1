using System.Globalization;
using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Text;

namespace McpPlatform.Guard.Poisoning;

/// <summary>
/// Finds characters that a model reads and a person does not see. Emoji, flags and scripts that need joiners are left alone: what counts is
/// whether the characters can carry a message.
/// </summary>
internal static class HiddenText
{
    private const int MessageLength = 6;
    private const int EmojiPresentation = 0xFE0F;
    private const int BlackFlag = 0x1F3F4;
    private const int CancelTag = 0xE007F;

    public static IEnumerable<DefinitionFinding> Find(DefinitionText text)
    {
        var runes = text.Text.EnumerateRunes().ToArray();
        var hidden = new List<Rune>();
        for (var i = 0; i < runes.Length; i++)
        {
            if (IsFlag(runes, i, out var end))
            {
                i = end;
            }
            else if (HiddenCharacters.Include(runes[i]) && !Belongs(runes, i))
            {
                hidden.Add(runes[i]);
            }
        }

        return hidden.Count == 0 ? [] : [Finding(text, hidden)];
    }

    private static DefinitionFinding Finding(DefinitionText text, List<Rune> hidden)
    {
        if (hidden.Exists(r => r.Value is 0x1B or 0x9B))
        {
            return text.Finding(FindingKind.TerminalControl, DefinitionSeverity.Danger, "The text holds escape sequences that change what a terminal shows.");
        }

        var names = string.Join(", ", hidden.Distinct().Take(5).Select(r => string.Create(CultureInfo.InvariantCulture, $"U+{r.Value:X4}")));
        var isTag = hidden.Exists(r => r.Value is >= 0xE0000 and <= 0xE0FFF);
        var isReversed = hidden.Exists(r => r.Value is 0x202D or 0x202E);
        var isName = text.Role is TextRole.Name or TextRole.ParameterName;
        var onlySoft = hidden.TrueForAll(r => r.Value is 0x00AD or 0x200E or 0x200F);
        var severity = onlySoft && !isName ? DefinitionSeverity.Notice
            : isTag || isReversed || isName || hidden.Count >= MessageLength ? DefinitionSeverity.Danger
            : DefinitionSeverity.Warning;
        return text.Finding(
            FindingKind.HiddenCharacters, severity,
            $"The text holds {hidden.Count} {(hidden.Count == 1 ? "character" : "characters")} that cannot be seen ({names}){(isReversed ? " and that reverse what is shown" : "")}.");
    }

    // A flag of a region: a black flag, its letters as tags, and the tag that ends them (UTS #51, ED-14a).
    private static bool IsFlag(Rune[] runes, int start, out int end)
    {
        end = start;
        if (runes[start].Value != BlackFlag)
        {
            return false;
        }

        var last = start + 1;
        while (last < runes.Length && last - start <= MessageLength && runes[last].Value is > 0xE0020 and < CancelTag)
        {
            last++;
        }

        end = last;
        return last > start + 1 && last < runes.Length && runes[last].Value == CancelTag;
    }

    // A presentation selector after a sign, a joiner between emoji, and joiners within scripts that need them.
    private static bool Belongs(Rune[] runes, int at)
    {
        var before = at > 0 ? runes[at - 1] : default;
        var after = at + 1 < runes.Length ? runes[at + 1] : default;
        return runes[at].Value switch
        {
            EmojiPresentation or 0xFE0E => IsSign(before) || Rune.IsDigit(before),
            0x200D => IsSign(after) || NeedsJoiners(before),
            0x200C => NeedsJoiners(before) && NeedsJoiners(after),
            _ => false,
        };
    }

    private static bool IsSign(Rune rune) => Rune.IsSymbol(rune) || Rune.IsPunctuation(rune) || rune.Value is >= 0x1F000 and <= 0x1FAFF;

    // Arabic, Syriac, the Indic scripts, Khmer and Mongolian.
    private static bool NeedsJoiners(Rune rune) => rune.Value is (>= 0x0600 and <= 0x08FF) or (>= 0x0900 and <= 0x0DFF) or (>= 0x1780 and <= 0x18AF);
}
