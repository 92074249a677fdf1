using System.Globalization;
using System.Text;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary>
/// The rule for names with a label that is written from right to left (RFC 5893, 2). Directions are taken from the blocks of Unicode, which is
/// what .NET tells of them.
/// </summary>
internal static class BidiRule
{
    public static bool Holds(IReadOnlyList<string> labels) =>
        !labels.Any(label => label.EnumerateRunes().Any(IsRightToLeft)) || labels.All(Holds);

    private static bool Holds(string label)
    {
        var runes = label.EnumerateRunes().Where(r => Rune.GetUnicodeCategory(r) != UnicodeCategory.NonSpacingMark).ToList();
        if (runes.Count == 0 || !(Rune.IsLetter(runes[0]) || IsRightToLeft(runes[0])))
        {
            return false;
        }

        return IsRightToLeft(runes[0])
            ? !runes.Any(IsLeftToRight) && !(runes.Any(IsEuropeanDigit) && runes.Any(IsArabicDigit)) && (Rune.IsLetter(runes[^1]) || Rune.IsDigit(runes[^1]) || IsRightToLeft(runes[^1]))
            : !runes.Any(IsRightToLeft);
    }

    private static bool IsLeftToRight(Rune rune) => Rune.IsLetter(rune) && !IsRightToLeft(rune);

    private static bool IsEuropeanDigit(Rune rune) => rune.Value is (>= '0' and <= '9') or (>= 0x6F0 and <= 0x6F9);

    private static bool IsArabicDigit(Rune rune) => rune.Value is >= 0x660 and <= 0x669;

    private static bool IsRightToLeft(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark)
        && rune.Value is (>= 0x590 and <= 0x8FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
