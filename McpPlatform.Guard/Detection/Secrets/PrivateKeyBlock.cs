namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>
/// Private keys in textual form (RFC 7468), and OpenPGP's (RFC 9580): from the first line to the last. One that was cut goes as far as its signs do.
/// </summary>
internal static class PrivateKeyBlock
{
    /// <summary>The longest one, in bytes: RSA keys of 8,192 bits have 6,400.</summary>
    public const int Longest = 8_192;

    /// <summary>The shortest one, in bytes: its first line.</summary>
    public const int Shortest = 27;

    private const int LongestLabel = 60;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    /// <summary>The first private key from a place on, and whether it has its last line; an empty range at the end of the text for none.</summary>
    public static (int Start, int End, bool IsClosed) Next(ReadOnlySpan<byte> text, int from)
    {
        while (text[from..].IndexOf(Begin) is var begin and >= 0)
        {
            var start = from + begin;
            if (BodyOf(text, start) is var body and > 0)
            {
                var known = text[..Math.Min(text.Length, start + Longest)];
                return EndOf(known, body) is var end and > 0 ? (start, end, true) : (start, Cut(known, body), false);
            }

            from = start + Begin.Length;
        }

        return (text.Length, text.Length, false);
    }

    /// <summary>The last line before a place at which a text can be cut so that no private key is, nor one whose end may be still to come.</summary>
    /// <param name="text">What there is of a text.</param>
    /// <param name="until">The beginning of a line.</param>
    /// <returns>The beginning of a line; 0 when all has to stay together.</returns>
    public static int CutBefore(ReadOnlySpan<byte> text, int until)
    {
        var (line, before) = (0, 0);
        for (var from = 0; Next(text, from) is var (start, end, isClosed) && start < until; from = end)
        {
            var own = text[..start].LastIndexOf((byte)'\n') + 1;
            line = own < before ? line : own;
            if (end > until || (!isClosed && text.Length - start < Longest))
            {
                return line;
            }

            before = end;
        }

        return until;
    }

    private static int BodyOf(ReadOnlySpan<byte> text, int start)
    {
        var label = text[(start + Begin.Length)..];
        label = label[..Math.Min(LongestLabel, label.Length)];
        label = label.IndexOf((byte)'\n') is var line and >= 0 ? label[..line] : label;
        var close = label.IndexOf(Dashes);
        return close >= 0 && label[..close].IndexOf("PRIVATE KEY"u8) >= 0 ? start + Begin.Length + close + Dashes.Length : 0;
    }

    private static int EndOf(ReadOnlySpan<byte> text, int body)
    {
        if (text[body..].IndexOf(End) is var end and >= 0)
        {
            var label = body + end + End.Length;
            var close = text[label..].IndexOf(Dashes);
            if (close is >= 0 and <= LongestLabel)
            {
                return label + close + Dashes.Length;
            }
        }

        return 0;
    }

    // Lines of base64 and headers such as "Proc-Type: 4,ENCRYPTED"; white space at the end is left.
    private static int Cut(ReadOnlySpan<byte> text, int body)
    {
        var end = body;
        while (end < text.Length && (Characters.IsWord(text[end]) || "+/=\r\n\\ \t:,-"u8.Contains(text[end])))
        {
            end++;
        }

        while (end > body && text[end - 1] is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t')
        {
            end--;
        }

        return end;
    }
}
