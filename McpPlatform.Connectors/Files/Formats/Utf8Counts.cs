using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace McpPlatform.Connectors.Files.Formats;

/// <summary>Counts characters beyond ASCII that are UTF-8 and bytes that are not, over the pieces of a text.</summary>
internal sealed class Utf8Counts
{
    private readonly byte[] carried = new byte[4];
    private int carriedLength;

    /// <summary>Characters of several bytes.</summary>
    public long Valid { get; private set; }

    /// <summary>Bytes that belong to no character.</summary>
    public long Invalid { get; private set; }

    /// <summary>Counts the next piece.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        piece = FinishCarried(piece);
        while (Ascii.IsValid(piece) is false)
        {
            piece = piece[piece.IndexOfAnyExceptInRange((byte)0, (byte)127)..];
            var status = Rune.DecodeFromUtf8(piece, out _, out var used);
            if (status == OperationStatus.NeedMoreData && piece.Length < 4)
            {
                piece.CopyTo(carried);
                carriedLength = piece.Length;
                return;
            }

            (Valid, Invalid) = status == OperationStatus.Done ? (Valid + 1, Invalid) : (Valid, Invalid + 1);
            piece = piece[used..];
        }
    }

    private ReadOnlySpan<byte> FinishCarried(ReadOnlySpan<byte> piece)
    {
        if (carriedLength == 0)
        {
            return piece;
        }

        Span<byte> joined = stackalloc byte[4];
        carried.AsSpan(0, carriedLength).CopyTo(joined);
        var added = Math.Min(4 - carriedLength, piece.Length);
        piece[..added].CopyTo(joined[carriedLength..]);
        var status = Rune.DecodeFromUtf8(joined[..(carriedLength + added)], out _, out var used);
        (Valid, Invalid) = status == OperationStatus.Done ? (Valid + 1, Invalid) : (Valid, Invalid + 1);
        var taken = Math.Max(0, used - carriedLength);
        carriedLength = 0;
        return piece[Math.Min(taken, piece.Length)..];
    }
}
