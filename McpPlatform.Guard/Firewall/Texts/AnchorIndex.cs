namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Anchors by those four of their bytes that are looked for.</summary>
internal sealed class AnchorIndex
{
    private const int Slots = 4_096;
    private readonly (Anchor Anchor, int Offset)[]?[] slots = new (Anchor Anchor, int Offset)[]?[Slots];

    public AnchorIndex(IEnumerable<(Anchor Anchor, int Offset)> placed)
    {
        foreach (var slot in placed.GroupBy(p => SlotOf(p.Anchor.Folded.AsSpan(p.Offset))))
        {
            slots[slot.Key] = [.. slot];
        }
    }

    /// <summary>What anchors are about whose four bytes begin at a place of a text.</summary>
    public Topics At(ReadOnlySpan<byte> text, int at)
    {
        if (at > text.Length - AnchorBuckets.Prints || slots[SlotOf(text[at..])] is not { } placed)
        {
            return Topics.None;
        }

        var topics = Topics.None;
        foreach (var (anchor, offset) in placed)
        {
            if (at >= offset && FoldedBytes.Begins(text[(at - offset)..], anchor.Folded))
            {
                topics |= anchor.Topics;
            }
        }

        return topics;
    }

    private static int SlotOf(ReadOnlySpan<byte> text)
    {
        var print = (uint)(FoldedBytes.Of(text[0]) | (FoldedBytes.Of(text[1]) << 8) | (FoldedBytes.Of(text[2]) << 16) | (FoldedBytes.Of(text[3]) << 24));
        return (int)((print * 0x9E3779B1) >> 20);
    }
}
