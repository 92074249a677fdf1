namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>How random a text looks.</summary>
internal static class Entropy
{
    /// <summary>Shannon's entropy of the signs, in bits a sign; 0 for an empty text.</summary>
    public static double Of(ReadOnlySpan<byte> text)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var value in text)
        {
            counts[value]++;
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = (double)count / text.Length;
                bits -= share * Math.Log2(share);
            }
        }

        return bits;
    }
}
