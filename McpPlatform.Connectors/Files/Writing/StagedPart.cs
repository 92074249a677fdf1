using System.Buffers;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>The text of staged rows.</summary>
internal static class StagedPart
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>Hands over all rows, in pieces that may be cut anywhere.</summary>
    public static void CopyAll(string path, Stream to, ReadOnlySpanAction<byte, Stream> append)
    {
        using var part = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        var chunk = new byte[ChunkBytes];
        while (part.Read(chunk) is > 0 and var length)
        {
            append(chunk.AsSpan(0, length), to);
        }
    }

    /// <summary>Hands over the rows that are new.</summary>
    public static void CopyNew(string path, string indexPath, FileOverlap overlap, Stream to, ReadOnlySpanAction<byte, Stream> append)
    {
        using var part = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, ChunkBytes);
        var row = new byte[4096];
        foreach (var indexed in RowIndex.Read(indexPath))
        {
            if (row.Length < indexed.Length)
            {
                row = new byte[indexed.Length * 2];
            }

            part.ReadExactly(row.AsSpan(0, indexed.Length));
            if (overlap.Takes(indexed))
            {
                append(row.AsSpan(0, indexed.Length), to);
            }
        }
    }
}
