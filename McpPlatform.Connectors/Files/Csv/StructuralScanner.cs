using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace McpPlatform.Connectors.Files.Csv;

/// <summary>
/// Finds the delimiters, quotes and line ends of a buffer, 64 bytes at a time, as the bits of a mask: most of a file is skipped without a look
/// at its single bytes.
/// </summary>
/// <param name="delimiter">Byte between fields.</param>
/// <param name="quote">Byte around fields; the line end again when nothing is quoted.</param>
/// <param name="lineEnd">Last byte of a line.</param>
internal struct StructuralScanner(byte delimiter, byte quote, byte lineEnd)
{
    /// <summary>Bytes that must be readable behind the end of what is scanned.</summary>
    public const int Padding = 64;

    private readonly Vector256<byte> delimiters = Vector256.Create(delimiter);
    private readonly Vector256<byte> quotes = Vector256.Create(quote);
    private readonly Vector256<byte> lineEnds = Vector256.Create(lineEnd);
    private int blockStart;
    private ulong mask;

    /// <summary>Begins at a position.</summary>
    public void Seek(ReadOnlySpan<byte> buffer, int position, int end)
    {
        blockStart = position;
        mask = position < end ? Mask(buffer, position, end) : 0;
    }

    /// <summary>The next position of a structural byte before an end; -1 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(ReadOnlySpan<byte> buffer, int end)
    {
        while (mask == 0)
        {
            blockStart += 64;
            if (blockStart >= end)
            {
                return -1;
            }

            mask = Mask(buffer, blockStart, end);
        }

        var position = blockStart + BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        return position;
    }

    private readonly ulong Mask(ReadOnlySpan<byte> buffer, int start, int end)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), start);
        var found = (ulong)Half(ref first) | ((ulong)Half(ref Unsafe.Add(ref first, 32)) << 32);
        var left = end - start;
        return left >= 64 ? found : found & ((1UL << left) - 1);
    }

    private readonly uint Half(ref byte first)
    {
        var bytes = Vector256.LoadUnsafe(ref first);
        return (Vector256.Equals(bytes, delimiters) | Vector256.Equals(bytes, quotes) | Vector256.Equals(bytes, lineEnds)).ExtractMostSignificantBits();
    }
}
