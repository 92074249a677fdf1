using McpPlatform.Guard.Detection.Secrets;

namespace McpPlatform.Guard.Detection;

/// <summary>
/// A part of a text that is scanned by itself: whole lines. A line longer than <see cref="Longest"/> is taken in parts that overlap by more than
/// anything that can be found. Where lines end makes no difference to what is found, so a text may come in any pieces.
/// </summary>
/// <param name="Length">How much is scanned, in bytes; 0 when more text is needed first.</param>
/// <param name="Advance">Where the next segment begins, in bytes from this one's beginning; at most <paramref name="Length"/>.</param>
internal readonly record struct Segment(int Length, int Advance)
{
    /// <summary>The most that is scanned at once, in bytes.</summary>
    public const int Longest = 131_072;

    /// <summary>By how much parts of a long line overlap, in bytes.</summary>
    public const int Overlap = PrivateKeyBlock.Longest;

    /// <summary>The segment at the beginning of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isWhole">Whether it ends where it ends, and no more comes.</param>
    /// <param name="plain">Takes disguises off.</param>
    public static Segment Next(ReadOnlySpan<byte> text, bool isWhole, PlainForm plain)
    {
        if (isWhole && text.Length < Longest)
        {
            return new Segment(text.Length, text.Length);
        }

        var window = text[..Math.Min(text.Length, Longest)];
        var lines = window.LastIndexOf((byte)'\n') + 1;
        lines = CutBeforeDisguised(window, PrivateKeyBlock.CutBefore(window, lines), plain);
        return lines > 0 ? new Segment(lines, lines) : text.Length < Longest ? default : PartOfLine(window);
    }

    // A private key whose first line is disguised is one all the same, and a cut through it would show the rest.
    private static int CutBeforeDisguised(ReadOnlySpan<byte> window, int lines, PlainForm plain)
    {
        while (lines > 0 && plain.TryRead(window))
        {
            var until = plain.PlaceOf(lines);
            var cut = PrivateKeyBlock.CutBefore(plain.Text, until);
            if (cut == until)
            {
                break;
            }

            lines = PrivateKeyBlock.CutBefore(window, plain.Origin(cut));
        }

        return lines;
    }

    private static Segment PartOfLine(ReadOnlySpan<byte> window)
    {
        var next = window.Length - Overlap;
        while (next > 1 && (window[next] & 0xC0) == 0x80 && next > window.Length - Overlap - 4)
        {
            next--;
        }

        return new Segment(window.Length, next);
    }
}
