namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>The form that a maker gives its keys: a prefix, and how much of which signs follows.</summary>
/// <param name="Prefix">What it begins with.</param>
/// <param name="Alphabet">Which signs follow.</param>
/// <param name="Shortest">Fewest of them.</param>
/// <param name="Longest">Most of them.</param>
internal sealed record KnownKey(byte[] Prefix, KeyAlphabet Alphabet, int Shortest, int Longest = 400)
{
    /// <summary>Where a key that begins at a word ends; 0 for none.</summary>
    public int Match(ReadOnlySpan<byte> text, int start)
    {
        if (!text[start..].StartsWith(Prefix))
        {
            return 0;
        }

        var end = start + Prefix.Length;
        while (end < text.Length && end - start <= Prefix.Length + Longest && Has(text[end]))
        {
            end++;
        }

        var length = end - start - Prefix.Length;
        return length >= Shortest && length <= Longest && !IsPadding(text[(start + Prefix.Length)..end]) ? end : 0;
    }

    private bool Has(byte value) => Alphabet switch
    {
        KeyAlphabet.Upper => Characters.IsUpper(value) || Characters.IsDigit(value),
        KeyAlphabet.Hex => Characters.IsHex(value),
        KeyAlphabet.Word => Characters.IsDigit(value) || Characters.IsAsciiLetter(value),
        KeyAlphabet.Url => Characters.IsDigit(value) || Characters.IsAsciiLetter(value) || value is (byte)'-' or (byte)'_',
        _ => Characters.IsDigit(value) || Characters.IsAsciiLetter(value) || "-_.+/=".Contains((char)value),
    };

    // "sk_live_xxxxxxxx" shows a form and is no key.
    private static bool IsPadding(ReadOnlySpan<byte> rest) => rest.IndexOfAnyExcept(rest[0], (byte)'-', (byte)'_') < 0;
}

/// <summary>Signs that a key is made of.</summary>
internal enum KeyAlphabet
{
    /// <summary>Capitals and digits.</summary>
    Upper,

    /// <summary>Hexadecimal digits.</summary>
    Hex,

    /// <summary>Letters and digits.</summary>
    Word,

    /// <summary>Base64 for addresses (RFC 4648, section 5).</summary>
    Url,

    /// <summary>Base64 of any kind, and points.</summary>
    Any,
}
