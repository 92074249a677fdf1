using System.Buffers;
using System.Globalization;
using System.Text;

namespace McpPlatform.Guard.Detection;

/// <summary>
/// A text with its disguises taken off: digits and letters of full width and digits of other scripts become ASCII, signs that cannot be seen go,
/// special blanks and dashes beside digits become plain ones, and <c>%40</c>, <c>&amp;#64;</c> and <c>\u0040</c> become what they say.
/// </summary>
internal sealed class PlainForm
{
    private const int Dropped = -1;
    private const int Kept = -2;

    // From here on come signs and scripts without blanks between words: "番号4111…" is a word and a number.
    private const int FirstBeyondAlphabets = 0x2000;
    private byte[] plain = [];
    private int[] origins = [];
    private int length;

    private static SearchValues<byte> Suspects { get; } = SearchValues.Create([(byte)'%', (byte)'&', (byte)'\\', .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    /// <summary>The plain form that was read last.</summary>
    public ReadOnlySpan<byte> Text => plain.AsSpan(0, length);

    /// <summary>Where in the text a place of the plain form lies.</summary>
    public int Origin(int at) => origins[at];

    /// <summary>The first place of the plain form that lies at or behind a place in the text.</summary>
    public int PlaceOf(int origin)
    {
        var at = origins.AsSpan(0, length).BinarySearch(origin);
        return at < 0 ? ~at : at;
    }

    /// <summary>Reads a text.</summary>
    /// <returns>Whether anything in it was disguised; otherwise there is no plain form.</returns>
    public bool TryRead(ReadOnlySpan<byte> text)
    {
        var first = NextDisguise(text, 0);
        if (first < 0)
        {
            return false;
        }

        Begin(text);
        for (var (at, next) = (0, first); ; next = NextDisguise(text, at))
        {
            Keep(text, at, next < 0 ? text.Length : next);
            if (next < 0)
            {
                origins[length] = text.Length;
                return true;
            }

            at = next + Undisguise(text, next);
        }
    }

    private void Begin(ReadOnlySpan<byte> text)
    {
        length = 0;
        if (plain.Length < text.Length)
        {
            (plain, origins) = (new byte[text.Length], new int[text.Length + 1]);
        }
    }

    private void Keep(ReadOnlySpan<byte> text, int from, int to)
    {
        text[from..to].CopyTo(plain.AsSpan(length));
        for (var at = from; at < to; at++)
        {
            origins[length++] = at;
        }
    }

    private int Undisguise(ReadOnlySpan<byte> text, int at)
    {
        var (sign, taken) = Read(text, at);
        if (sign >= 0)
        {
            plain[length] = (byte)sign;
            origins[length++] = at;
        }

        return taken;
    }

    private static int NextDisguise(ReadOnlySpan<byte> text, int from)
    {
        while (text[from..].IndexOfAny(Suspects) is var next and >= 0)
        {
            var (sign, taken) = Read(text, from + next);
            if (sign != Kept)
            {
                return from + next;
            }

            from += next + taken;
        }

        return -1;
    }

    // What a sign means, and how many bytes it takes.
    private static (int Sign, int Taken) Read(ReadOnlySpan<byte> text, int at) => text[at] switch
    {
        // Letters of Latin scripts with their accents.
        >= 0xC3 and <= 0xC9 => (Kept, at + 1 < text.Length && (text[at + 1] & 0xC0) == 0x80 ? 2 : 1),
        (byte)'%' => Percent(text[at..]),
        (byte)'&' => Entity(text[at..]),
        (byte)'\\' => Escape(text, at),
        _ => Rare(text, at),
    };

    private static (int Sign, int Taken) Percent(ReadOnlySpan<byte> text) =>
        text.StartsWith("%40"u8) ? ('@', 3) : text.StartsWith("%2B"u8) ? ('+', 3) : text.StartsWith("%2E"u8) ? ('.', 3) : (Kept, 1);

    // &#64; &#x40; &commat; &nbsp;
    private static (int Sign, int Taken) Entity(ReadOnlySpan<byte> text)
    {
        const int longest = 9;
        var end = text[..Math.Min(longest, text.Length)].IndexOf((byte)';');
        if (end < 3)
        {
            return (Kept, 1);
        }

        var name = text[1..end];
        var isHex = name.Length > 2 && name[1] is (byte)'x' or (byte)'X';
        var sign = name.SequenceEqual("commat"u8) ? '@' : name.SequenceEqual("period"u8) ? '.' : name.SequenceEqual("nbsp"u8) ? ' '
            : name[0] == '#' && TryNumber(name[(isHex ? 2 : 1)..], isHex, out var code) ? Plain(new Rune(code)) : Kept;
        return sign == Kept ? (Kept, 1) : (sign, end + 1);
    }

    // \u0040, as JSON within a text has it.
    private static (int Sign, int Taken) Escape(ReadOnlySpan<byte> text, int at)
    {
        const int length = 6;
        return at + length <= text.Length && text[at + 1] == 'u' && TryNumber(text.Slice(at + 2, 4), true, out var code) && Plain(new Rune(code)) is var sign and not Kept
            ? (sign, length)
            : (Kept, 1);
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, bool isHex, out int code) =>
        int.TryParse(digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out code) && Rune.IsValid(code) && code > 0x1F;

    private static (int Sign, int Taken) Rare(ReadOnlySpan<byte> text, int at)
    {
        if (Rune.DecodeFromUtf8(text[at..], out var rune, out var taken) != OperationStatus.Done)
        {
            return (Kept, Math.Max(1, taken));
        }

        var sign = Plain(rune);
        sign = sign == Kept && rune.Value >= FirstBeyondAlphabets ? ' ' : sign;
        return sign is ' ' or '-' && !IsBesideDigit(text, at, at + taken) ? (Kept, taken) : (sign, taken);
    }

    private static bool IsBesideDigit(ReadOnlySpan<byte> text, int start, int end) =>
        (start > 0 && IsDigitLike(text[start - 1])) || (end < text.Length && IsDigitLike(text[end]));

    private static bool IsDigitLike(byte value) => Characters.IsDigit(value) || value is (byte)'(' or (byte)'+' or >= 0x80;

    private static int Plain(Rune rune) => rune.Value switch
    {
        < 0x7F => rune.Value,
        0xAD or 0x34F or 0x61C or 0x180E or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x2064) or 0xFEFF => Dropped,
        0xA0 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000 => ' ',
        (>= 0x2010 and <= 0x2015) or 0x2212 or 0xFE58 or 0xFE63 => '-',
        >= 0xFF01 and <= 0xFF5E => IsMeaningful(rune.Value - 0xFEE0) ? rune.Value - 0xFEE0 : Kept,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? '0' + (int)Rune.GetNumericValue(rune) : Kept,
    };

    // Other signs of full width are the usual punctuation of Chinese and Japanese.
    private static bool IsMeaningful(int sign) => char.IsAsciiLetterOrDigit((char)sign) || sign is '@' or '.' or '-' or '+' or '_';
}
