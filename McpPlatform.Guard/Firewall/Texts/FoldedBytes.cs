namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Bytes as anchors know them: lower case, and digits and signs as the letters they stand for in "1gn0r3".</summary>
internal static class FoldedBytes
{
    private static readonly byte[] Table = [.. Enumerable.Range(0, 256).Select(b => Fold((byte)b))];

    public static byte Of(byte sign) => Table[sign];

    public static byte[] Of(ReadOnlySpan<byte> text)
    {
        var folded = text.ToArray();
        for (var at = 0; at < folded.Length; at++)
        {
            folded[at] = Table[folded[at]];
        }

        return folded;
    }

    /// <summary>Whether a text, folded, begins with what is folded already.</summary>
    public static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> folded)
    {
        if (text.Length < folded.Length)
        {
            return false;
        }

        for (var at = 0; at < folded.Length; at++)
        {
            if (Table[text[at]] != folded[at])
            {
                return false;
            }
        }

        return true;
    }

    private static byte Fold(byte sign) => sign switch
    {
        >= (byte)'A' and <= (byte)'Z' => (byte)(sign + 32),
        (byte)'0' => (byte)'o',
        (byte)'1' or (byte)'!' => (byte)'i',
        (byte)'3' => (byte)'e',
        (byte)'4' or (byte)'@' => (byte)'a',
        (byte)'5' or (byte)'$' => (byte)'s',
        (byte)'7' => (byte)'t',
        _ => sign,
    };
}
