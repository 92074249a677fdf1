using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>
/// Finds what is not written as words are: letters that stand alone in a row, words broken at the end of a line, and long runs without a blank, as codes are. It knows a block of 64 bytes
/// by two masks, one bit a byte.
/// </summary>
internal static class TextShape
{
    private const int Block = 64;
    private const int Step = 48;
    private const int Lane = 16;

    private static SearchValues<byte> RunSigns { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"u8);

    /// <summary>The next place that is shaped strangely: spaced letters, or a run (then with its end); −1 for none.</summary>
    public static int Next(ReadOnlySpan<byte> text, int from, out int runEnd)
    {
        Span<byte> rest = stackalloc byte[Block];
        for (var at = from; at < text.Length; at += Step)
        {
            scoped var block = text[at..];
            if (block.Length < Block)
            {
                rest.Fill((byte)' ');
                block.CopyTo(rest);
                block = rest;
            }

            if (Run(block, out var lane) && (runEnd = End(text, at + lane)) > 0)
            {
                return Start(text, at + lane, from);
            }

            if (IsSpaced(block))
            {
                runEnd = 0;
                return at;
            }
        }

        runEnd = 0;
        return -1;
    }

    // Every run of 31 signs or more fills a lane.
    private static bool Run(ReadOnlySpan<byte> block, out int lane)
    {
        for (lane = 0; lane < Step; lane += Lane)
        {
            var signs = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(block), (nuint)lane);
            var letters = Vector128.LessThan((signs | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
            var digits = Vector128.LessThan(signs - Vector128.Create((byte)'/'), Vector128.Create((byte)11));
            var others = Vector128.Equals(signs, Vector128.Create((byte)'+')) | Vector128.Equals(signs, Vector128.Create((byte)'-')) | Vector128.Equals(signs, Vector128.Create((byte)'_'));
            if ((letters | digits | others) == Vector128<byte>.AllBitsSet)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSpaced(ReadOnlySpan<byte> block)
    {
        ulong words = 0, letters = 0, hyphens = 0, ends = 0;
        for (var lane = 0; lane < Block; lane += Lane)
        {
            var signs = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(block), (nuint)lane);
            var isLetter = Vector128.LessThan((signs | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
            var isDigit = Vector128.LessThan(signs - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
            var isBeyond = Vector128.GreaterThanOrEqual(signs, Vector128.Create((byte)0x80));
            letters |= (ulong)isLetter.ExtractMostSignificantBits() << lane;
            hyphens |= (ulong)Vector128.Equals(signs, Vector128.Create((byte)'-')).ExtractMostSignificantBits() << lane;
            ends |= (ulong)(Vector128.Equals(signs, Vector128.Create((byte)'\n')) | Vector128.Equals(signs, Vector128.Create((byte)'\r')) | Vector128.Equals(signs, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits() << lane;
            words |= (ulong)(isLetter | isDigit | isBeyond).ExtractMostSignificantBits() << lane;
        }

        // The first and the last may belong to a word that goes on outside.
        var alone = letters & ~(words << 1) & ~(words >> 1) & ~(1UL | (1UL << 63));
        return (letters & (hyphens >> 1) & (ends >> 2)) != 0
            || (alone & (alone >> 2) & (alone >> 4) & (alone >> 6) & (alone >> 8)) != 0 || (alone & (alone >> 3) & (alone >> 6) & (alone >> 9) & (alone >> 12)) != 0;
    }

    private static int Start(ReadOnlySpan<byte> text, int at, int floor)
    {
        while (at > floor && RunSigns.Contains(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    // A code may go on in the next line.
    private static int End(ReadOnlySpan<byte> text, int at)
    {
        const int LineOfCode = 40;
        while (true)
        {
            var length = text[at..].IndexOfAnyExcept(RunSigns);
            if (length < 0)
            {
                return text.Length;
            }

            at += length;
            var gap = text[at..].StartsWith("\r\n"u8) ? 2 : text[at] == '\n' ? 1 : 0;
            if (length < LineOfCode || gap == 0 || at + gap >= text.Length || !RunSigns.Contains(text[at + gap]))
            {
                return at;
            }

            at += gap;
        }
    }
}
