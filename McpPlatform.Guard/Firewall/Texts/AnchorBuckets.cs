using System.Runtime.Intrinsics;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>
/// Anchors in buckets, and tables that say for a byte, by its halves, in which buckets it can stand at each of four places in a row (the idea of
/// "Teddy", in Intel's Hyperscan). An anchor joins the bucket, with those four of its bytes, where chance hits grow least.
/// </summary>
internal sealed class AnchorBuckets
{
    public const int Prints = 4;
    public const int Groups = 3;
    private const int GroupSize = 8;
    private const int Count = Groups * GroupSize;

    // Of a thousand signs of English text in JSON, roughly.
    private static readonly int[] Letters = [56, 10, 24, 29, 87, 14, 14, 28, 52, 2, 6, 29, 17, 49, 53, 17, 1, 46, 48, 66, 20, 8, 12, 3, 13, 1];
    private static readonly double[] Frequency = [.. Enumerable.Range(0, 256).Select(FrequencyOf)];
    private readonly ushort[,] lows = new ushort[Count, Prints];
    private readonly ushort[,] highs = new ushort[Count, Prints];
    private readonly double[] chances = new double[Count];

    public AnchorBuckets(IEnumerable<Anchor> anchors) => Placed = [.. anchors.Select(Place)];

    /// <summary>Each anchor, and which of its bytes is the first that is looked for.</summary>
    public IReadOnlyList<(Anchor Anchor, int Offset)> Placed { get; }

    /// <summary>For each lower half of a byte, the buckets of a group in which it can stand at a place.</summary>
    public Vector256<byte> Low(int group, int print) => Table(lows, group, print);

    /// <summary>The same for upper halves.</summary>
    public Vector256<byte> High(int group, int print) => Table(highs, group, print);

    private static double FrequencyOf(int sign) => sign switch
    {
        ' ' => 0.15,
        >= 'a' and <= 'z' => Letters[sign - 'a'] / 1000.0,
        >= '0' and <= '9' => 0.01,
        < 128 => 0.004,
        _ => 0.0002,
    };

    private (Anchor Anchor, int Offset) Place(Anchor anchor)
    {
        var best = (Growth: double.MaxValue, Bucket: 0, Offset: 0);
        for (var offset = 0; offset <= anchor.Folded.Length - Prints; offset++)
        {
            var halves = HalvesOf(anchor.Folded.AsSpan(offset, Prints));
            for (var bucket = 0; bucket < Count; bucket++)
            {
                var growth = Chance(bucket, halves) - chances[bucket];
                best = growth < best.Growth ? (growth, bucket, offset) : best;
            }
        }

        Join(best.Bucket, HalvesOf(anchor.Folded.AsSpan(best.Offset, Prints)));
        return (anchor, best.Offset);
    }

    private void Join(int bucket, (int Low, int High)[] halves)
    {
        chances[bucket] = Chance(bucket, halves);
        for (var print = 0; print < Prints; print++)
        {
            lows[bucket, print] |= (ushort)halves[print].Low;
            highs[bucket, print] |= (ushort)halves[print].High;
        }
    }

    // How likely a place in usual text is to be taken for an anchor of a bucket, with another anchor in it.
    private double Chance(int bucket, (int Low, int High)[] halves)
    {
        var chance = 1.0;
        for (var print = 0; print < Prints; print++)
        {
            var (low, high) = (halves[print].Low | lows[bucket, print], halves[print].High | highs[bucket, print]);
            var sum = 0.0;
            for (var sign = 0; sign < 256; sign++)
            {
                sum += (low >> (sign & 15) & high >> (sign >> 4) & 1) != 0 ? Frequency[sign] : 0;
            }

            chance *= sum;
        }

        return chance;
    }

    private static (int Low, int High)[] HalvesOf(ReadOnlySpan<byte> folded)
    {
        var halves = new (int Low, int High)[Prints];
        for (var sign = 0; sign < 256; sign++)
        {
            for (var print = 0; print < Prints; print++)
            {
                if (FoldedBytes.Of((byte)sign) == folded[print])
                {
                    halves[print] = (halves[print].Low | (1 << (sign & 15)), halves[print].High | (1 << (sign >> 4)));
                }
            }
        }

        return halves;
    }

    private static Vector256<byte> Table(ushort[,] halves, int group, int print)
    {
        var table = new byte[Vector256<byte>.Count];
        for (var at = 0; at < table.Length; at++)
        {
            for (var bucket = 0; bucket < GroupSize; bucket++)
            {
                table[at] |= (byte)((halves[(group * GroupSize) + bucket, print] >> (at & 15) & 1) << bucket);
            }
        }

        return Vector256.Create(table);
    }
}
