using System.Globalization;
using System.Text;

namespace McpPlatform.Contracts.Text;

/// <summary>Characters that take no ink: a model reads them, a person does not see them.</summary>
public static class HiddenCharacters
{
    private const int EmojiPresentation = 0xFE0F;

    /// <summary>Whether a character is hidden. Line breaks, tabs and spaces are not.</summary>
    /// <param name="rune">The character.</param>
    public static bool Include(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => false,
        0x00AD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 => true,
        >= 0x180B and <= 0x180F => true,
        >= 0xFE00 and <= EmojiPresentation => true,
        >= 0xE0000 and <= 0xE0FFF => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format,
    };

    /// <summary>The text with hidden characters written out, such as <c>⟨U+200B⟩</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Reveal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Replace(text, static rune => rune.Value == EmojiPresentation ? "" : string.Create(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩"));
    }

    /// <summary>The text without them.</summary>
    /// <param name="text">The text.</param>
    public static string Strip(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Replace(text, static _ => "");
    }

    private static string Replace(string text, Func<Rune, string> replacement)
    {
        if (!text.EnumerateRunes().Any(Include))
        {
            return text;
        }

        var replaced = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            replaced.Append(Include(rune) ? replacement(rune) : rune.ToString());
        }

        return replaced.ToString();
    }
}
