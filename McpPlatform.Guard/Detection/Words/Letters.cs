namespace McpPlatform.Guard.Detection.Words;

/// <summary>Capitals of ASCII, Latin-1 and Latin Extended-A, in UTF-8: what names in Latin letters are written with.</summary>
internal static class Letters
{
    /// <summary>Whether a word that begins with this byte may be capitalised.</summary>
    public static bool MayBeCapital(byte first) => Characters.IsUpper(first) || first is >= 0xC3 and <= 0xC5;

    /// <summary>Whether a word has two bytes at least, a capital first, and no digit.</summary>
    public static bool IsCapitalised(ReadOnlySpan<byte> word) =>
        word.Length >= 2 && (Characters.IsUpper(word[0]) || ToLower(word[0], word[1]) != word[1]) && !word.ContainsAnyInRange((byte)'0', (byte)'9');

    /// <summary>
    /// The small letter to a byte and the one before it. Latin-1 has C3 80 to C3 9E in upper case and C3 A0 to C3 BE in lower; Latin Extended-A takes
    /// turns, the even first up to U+0137 and from U+014A to U+0177, the odd first else.
    /// </summary>
    public static byte ToLower(byte before, byte value)
    {
        if (value < 0x80)
        {
            return Characters.ToLower(value);
        }

        var code = ((before & 0x1F) << 6) | (value & 0x3F);
        return before switch
        {
            0xC3 => value is >= 0x80 and <= 0x9E ? (byte)(value + 0x20) : value,
            0xC4 or 0xC5 => (byte)(value + (code is >= 0x139 and <= 0x148 or >= 0x179 ? code & 1 : ~code & 1)),
            _ => value,
        };
    }
}
