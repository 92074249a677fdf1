using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Looks for anchors in bytes as they stand, thirty-two places at a time; each scan knows a group of the buckets.</summary>
internal sealed class AnchorScan
{
    private const int Step = 32;
    private readonly Tables tables;
    private readonly AnchorIndex index;

    private AnchorScan(AnchorBuckets buckets, int group, AnchorIndex index)
    {
        tables = new Tables(
            buckets.Low(group, 0), buckets.Low(group, 1), buckets.Low(group, 2), buckets.Low(group, 3),
            buckets.High(group, 0), buckets.High(group, 1), buckets.High(group, 2), buckets.High(group, 3));
        this.index = index;
    }

    /// <summary>Scans that together find all anchors.</summary>
    public static AnchorScan[] For(IEnumerable<Anchor> anchors)
    {
        var buckets = new AnchorBuckets(anchors);
        var index = new AnchorIndex(buckets.Placed);
        return [.. Enumerable.Range(0, AnchorBuckets.Groups).Select(group => new AnchorScan(buckets, group, index))];
    }

    /// <summary>The next place where an anchor stands, and what it is about; −1 for none.</summary>
    public int Next(ReadOnlySpan<byte> text, int from, out Topics topics)
    {
        // Tables of its own stay in registers.
        var own = tables;
        var at = from;
        for (ref var start = ref MemoryMarshal.GetReference(text); at <= text.Length - (Step + AnchorBuckets.Prints - 1); at += Step)
        {
            var found = own.Buckets(ref start, (nuint)at);
            if (found != Vector256<byte>.Zero && Confirm(text, at, found, out topics) is >= 0 and var place)
            {
                return place;
            }
        }

        return Last(text, at, out topics);
    }

    // What is left is shorter than a step: it is looked at with nothing behind it.
    private int Last(ReadOnlySpan<byte> text, int from, out Topics topics)
    {
        Span<byte> rest = stackalloc byte[3 * Step];
        rest.Clear();
        text[Math.Min(from, text.Length)..].CopyTo(rest);
        for (var at = 0; from + at < text.Length; at += Step)
        {
            var found = tables.Buckets(ref MemoryMarshal.GetReference(rest), (nuint)at);
            if (found != Vector256<byte>.Zero && Confirm(text, from + at, found, out topics) is >= 0 and var place)
            {
                return place;
            }
        }

        topics = Topics.None;
        return -1;
    }

    private int Confirm(ReadOnlySpan<byte> text, int at, Vector256<byte> found, out Topics topics)
    {
        for (var places = ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits(); places != 0; places &= places - 1)
        {
            var place = at + BitOperations.TrailingZeroCount(places);
            topics = index.At(text, place);
            if (topics != Topics.None)
            {
                return place;
            }
        }

        topics = Topics.None;
        return -1;
    }

    private readonly struct Tables(
        Vector256<byte> low0, Vector256<byte> low1, Vector256<byte> low2, Vector256<byte> low3,
        Vector256<byte> high0, Vector256<byte> high1, Vector256<byte> high2, Vector256<byte> high3)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> Buckets(ref byte start, nuint at) =>
            Standing(low0, high0, Vector256.LoadUnsafe(ref start, at)) & Standing(low1, high1, Vector256.LoadUnsafe(ref start, at + 1))
            & Standing(low2, high2, Vector256.LoadUnsafe(ref start, at + 2)) & Standing(low3, high3, Vector256.LoadUnsafe(ref start, at + 3));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<byte> Standing(Vector256<byte> low, Vector256<byte> high, Vector256<byte> text)
        {
            var half = Vector256.Create((byte)0x0F);
            return Shuffle(low, text & half) & Shuffle(high, Vector256.ShiftRightLogical(text, 4) & half);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<byte> Shuffle(Vector256<byte> table, Vector256<byte> indices) => Avx2.IsSupported
            ? Avx2.Shuffle(table, indices)
            : Vector256.Create(Vector128.Shuffle(table.GetLower(), indices.GetLower()), Vector128.Shuffle(table.GetLower(), indices.GetUpper()));
    }
}
