using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Text;
using McpPlatform.Guard.Lettering;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>
/// A passage as a model reads it. First codes of single signs become the signs; then what is hidden goes, letters become plain ones of lower case,
/// words stand one blank apart, and emphasis and hyphens at ends of lines go.
/// </summary>
internal static partial class Reading
{
    /// <summary>All readings of a passage that differ, and whether one comes from under a disguise.</summary>
    public static IEnumerable<(string Text, bool IsDisguised)> Of(ReadOnlySpan<byte> passage, Topics topics)
    {
        var text = Decoded(Encoding.UTF8.GetString(passage), topics);
        var plain = Plain(text);
        var readings = new List<(string Text, bool IsDisguised)> { (plain, false) };
        if (!Ascii.IsValid(text))
        {
            readings.Add((Spread(text.ToLowerInvariant()), false));
        }

        if (DigitInWord().IsMatch(plain))
        {
            readings.Add((Lettered(plain), true));
        }

        if ((topics & (Topics.Spaced | Topics.Unseen)) != 0)
        {
            readings.Add((Spread(SetApart().Replace(Skeleton.Plain(text), Joined)), true));
        }

        if (topics.HasFlag(Topics.Rotated))
        {
            readings.Add((string.Concat(plain.Select(Rotated)), true));
        }

        if (topics.HasFlag(Topics.Reversed))
        {
            readings.Add((string.Concat(plain.Reverse()), true));
        }

        return readings.DistinctBy(r => r.Text, StringComparer.Ordinal);
    }

    /// <summary>The plain reading alone.</summary>
    public static string Plain(string text) => Spread(Ascii.IsValid(text) ? text.ToLowerInvariant() : WithoutAccents(Skeleton.Plain(text)));

    /// <summary>Letters of the Latin script without marks, as keyboards of others write them.</summary>
    public static string WithoutAccents(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter == 'ß')
            {
                plain.Append("ss");
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark || letter > 0x036F)
            {
                plain.Append(letter is >= '\u00C0' and <= '\u024F' ? Accents.Base(letter) : letter);
            }
        }

        return plain.ToString();
    }

    // Words one blank apart; signs of emphasis, commas and soft ends of lines go, and so do the escapes of text within text.
    private static string Spread(string text)
    {
        var spread = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var sign = text[at];
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            if (sign == '\\' && next is 'n' or 'r' or 't' or '"')
            {
                Blank(spread, next == '"' ? '"' : ' ');
                at++;
            }
            else if (sign == '-' && next is '\n' or '\r')
            {
                at += text.AsSpan(at + 1).IndexOfAnyExcept('\n', '\r', ' ') is >= 0 and var more ? more : 0;
            }
            else if (char.IsWhiteSpace(sign) || sign is '_' or ',' or ';' or '|')
            {
                Blank(spread, ' ');
            }
            else if (sign is not ('*' or '~'))
            {
                spread.Append(sign);
            }
        }

        return spread.ToString();
    }

    private static void Blank(StringBuilder spread, char sign)
    {
        if (sign != ' ' || (spread.Length > 0 && spread[^1] != ' '))
        {
            spread.Append(sign);
        }
    }

    private static string Decoded(string text, Topics topics)
    {
        if (text.Contains('%', StringComparison.Ordinal) && Percent().IsMatch(text))
        {
            text = Uri.UnescapeDataString(text.Replace('+', ' '));
        }

        if (text.Contains("&#", StringComparison.Ordinal) || text.Contains("&lt;", StringComparison.Ordinal))
        {
            text = WebUtility.HtmlDecode(text);
        }

        if (text.Contains("\\u", StringComparison.Ordinal) || text.Contains("\\x", StringComparison.Ordinal))
        {
            text = Escape().Replace(text, static m => ((char)Convert.ToInt32(m.Value[2..], 16)).ToString());
        }

        return topics.HasFlag(Topics.Coded) ? HexPairs().Replace(text, static m => " " + Encoding.Latin1.GetString(Convert.FromHexString(m.Value.Replace(" ", "", StringComparison.Ordinal))) + " ") : text;
    }

    private static string Lettered(string plain) => string.Concat(plain.Replace("11", "ll", StringComparison.Ordinal).Select(static letter => letter switch
    {
        '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', _ => letter,
    }));

    // Two or more blanks end a word.
    private static string Joined(Match spread) => string.Concat(BetweenWords().Split(spread.Value).Select(word => string.Concat(word.Where(char.IsLetter)) + " "));

    private static char Rotated(char letter) => char.IsAsciiLetterLower(letter) ? (char)('a' + ((letter - 'a' + 13) % 26)) : letter;

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Percent();

    [GeneratedRegex(@"\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();

    [GeneratedRegex("([0-9A-Fa-f]{2} ){7,}[0-9A-Fa-f]{2}")]
    private static partial Regex HexPairs();

    [GeneratedRegex("[a-z][013457@$!][a-z]|(^| )[013457@$!]+[a-z]+[013457@$!]")]
    private static partial Regex DigitInWord();

    [GeneratedRegex(@"\b\p{L}([^\p{L}\p{N}]{1,3}\p{L}\b){3,}")]
    private static partial Regex SetApart();

    [GeneratedRegex(@"\s{2,}")]
    private static partial Regex BetweenWords();
}
