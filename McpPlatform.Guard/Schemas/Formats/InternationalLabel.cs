using System.Globalization;
using System.Text;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary>Which characters a label of an internationalized name may have, and where (RFC 5892, with the rules of its appendix A).</summary>
internal static class InternationalLabel
{
    private static readonly int[] Allowed = [0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007, '-'];
    private static readonly int[] Refused = [0x640, 0x7FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B];

    private static readonly int[] Viramas =
        [0x94D, 0x9CD, 0xA4D, 0xACD, 0xB4D, 0xBCD, 0xC4D, 0xCCD, 0xD3B, 0xD3C, 0xD4D, 0xDCA, 0xE3A, 0xEBA, 0xF84, 0x1039, 0x103A, 0x1714, 0x1734, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB];

    public static bool IsAllowed(string label)
    {
        var runes = label.EnumerateRunes().ToArray();
        return !IsMark(runes[0]) && Enumerable.Range(0, runes.Length).All(i => IsAllowed(runes, i));
    }

    private static bool IsAllowed(Rune[] runes, int i) => runes[i].Value switch
    {
        0xB7 => At(runes, i - 1) == 'l' && At(runes, i + 1) == 'l',
        0x375 => IsIn(At(runes, i + 1), 0x370, 0x3FF) || IsIn(At(runes, i + 1), 0x1F00, 0x1FFF),
        0x5F3 or 0x5F4 => IsIn(At(runes, i - 1), 0x591, 0x5F4),
        0x30FB => runes.Any(r => IsJapanese(r.Value)),
        >= 0x660 and <= 0x669 => !runes.Any(r => IsIn(r.Value, 0x6F0, 0x6F9)),
        >= 0x6F0 and <= 0x6F9 => !runes.Any(r => IsIn(r.Value, 0x660, 0x669)),
        0x200C => Viramas.Contains(At(runes, i - 1)) || (IsArabic(At(runes, i - 1)) && IsArabic(At(runes, i + 1))),
        0x200D => Viramas.Contains(At(runes, i - 1)),
        var character => Allowed.Contains(character) || (!Refused.Contains(character) && IsLetterOrDigit(runes[i])),
    };

    private static bool IsLetterOrDigit(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsJapanese(int character) =>
        (IsIn(character, 0x3041, 0x30FF) && character != 0x30FB) || IsIn(character, 0x3400, 0x9FFF) || IsIn(character, 0x20000, 0x3FFFF);

    private static bool IsArabic(int character) => IsIn(character, 0x620, 0x7FF);

    private static bool IsIn(int character, int from, int to) => character >= from && character <= to;

    private static int At(Rune[] runes, int index) => index >= 0 && index < runes.Length ? runes[index].Value : -1;
}
