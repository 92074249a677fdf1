namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>Private keys in textual form (RFC 7468), and OpenPGP's (RFC 9580): from the first line to the last, or to the end of a text that was cut.</summary>
internal static class PrivateKeyBlock
{
    private const int LongestLabel = 60;
    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    /// <summary>Where the block that begins with "-----BEGIN " ends; an empty range where it holds no private key.</summary>
    public static Range Match(ReadOnlySpan<byte> text, int start)
    {
        var begin = start + "-----BEGIN ".Length;
        var label = text[begin..];
        label = label[..Math.Min(LongestLabel, label.Length)];
        var close = label.IndexOf(Dashes);
        if (close < 0 || label[..close].IndexOf("PRIVATE KEY"u8) < 0)
        {
            return default;
        }

        var body = begin + close + Dashes.Length;
        return start..EndOf(text, body);
    }

    private static int EndOf(ReadOnlySpan<byte> text, int body)
    {
        var end = text[body..].IndexOf("-----END "u8);
        if (end < 0)
        {
            return text.Length;
        }

        var label = body + end + "-----END "u8.Length;
        var close = text[label..].IndexOf(Dashes);
        return close is >= 0 and <= LongestLabel ? label + close + Dashes.Length : text.Length;
    }
}
