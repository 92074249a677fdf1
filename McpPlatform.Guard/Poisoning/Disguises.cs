using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Guard.Lettering;

namespace McpPlatform.Guard.Poisoning;

/// <summary>Takes off what hides an instruction from a reader and not from a model: codes, letters set apart, digits for letters, reversed text.</summary>
internal static partial class Disguises
{
    private const int MostCodes = 50;
    private const int FewestWords = 3;

    public static IEnumerable<DefinitionFinding> Find(DefinitionText text)
    {
        if (Rewritten(text.Text).Any(Instructions.AreIn))
        {
            yield return text.Finding(FindingKind.EncodedText, DefinitionSeverity.Danger, "The text holds a disguised instruction: reversed, rotated, or with letters set apart or replaced.");
        }

        foreach (var decoded in Codes(text.Text).Where(IsReadable).Distinct())
        {
            var isDangerous = Instructions.AreIn(decoded);
            yield return text.Finding(
                FindingKind.EncodedText, isDangerous ? DefinitionSeverity.Danger : DefinitionSeverity.Notice,
                isDangerous ? "The text holds an instruction in a code." : "The text holds other text in a code.");
        }
    }

    private static IEnumerable<string> Rewritten(string text)
    {
        if (text.Length < 12)
        {
            yield break;
        }

        var plain = Skeleton.Plain(text);
        yield return string.Concat(plain.Reverse());
        yield return string.Concat(plain.Select(Rotated));
        if (plain.Any(char.IsDigit))
        {
            yield return string.Concat(plain.Select(Lettered));
        }

        if (SetApart().IsMatch(plain))
        {
            yield return SetApart().Replace(plain, spread => " " + string.Concat(spread.Value.Where(char.IsLetter)) + " ").Replace("  ", " ", StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Codes(string text)
    {
        var codes = Base64Run().Matches(text).Take(MostCodes).Select(m => FromBase64(m.Value))
            .Concat(HexRun().Matches(text).Take(MostCodes).Select(m => FromHex(m.Value)));
        var unescaped = Regex.IsMatch(text, @"(%[0-9A-Fa-f]{2}\w*){6}") ? Uri.UnescapeDataString(text) : null;
        var entities = text.Contains("&#", StringComparison.Ordinal) ? System.Net.WebUtility.HtmlDecode(text) : null;
        var escapes = Escape().Count(text) >= 6 ? Escape().Replace(text, m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString()) : null;
        return codes.Append(unescaped).Append(entities).Append(escapes).OfType<string>();
    }

    private static string? FromBase64(string run)
    {
        var standard = run.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var buffer = new byte[run.Length];
        return Convert.TryFromBase64String(standard.PadRight((standard.Length + 3) / 4 * 4, '='), buffer, out var length) ? Text(buffer.AsSpan(0, length)) : null;
    }

    private static string? FromHex(string run)
    {
        var digits = string.Concat(run.Where(Uri.IsHexDigit));
        return digits.Length % 2 == 0 ? Text(Convert.FromHexString(digits)) : null;
    }

    private static string? Text(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static bool IsReadable(string text) =>
        !text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) && text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(w => w.Length > 1) >= FewestWords;

    private static char Rotated(char letter) => char.IsAsciiLetterLower(letter) ? (char)('a' + ((letter - 'a' + 13) % 26)) : letter;

    private static char Lettered(char letter) => letter switch
    {
        '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', _ => letter,
    };

    [GeneratedRegex(@"[A-Za-z0-9+/_-]{20,}={0,2}")]
    private static partial Regex Base64Run();

    [GeneratedRegex(@"([0-9A-Fa-f]{2}[ :]?){16,}")]
    private static partial Regex HexRun();

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})")]
    private static partial Regex Escape();

    // Single letters with one sign between them, three or more in a row; two or more blanks end a word.
    [GeneratedRegex(@"\b\p{L}([ .\-_*]\p{L}\b){2,}")]
    private static partial Regex SetApart();
}
