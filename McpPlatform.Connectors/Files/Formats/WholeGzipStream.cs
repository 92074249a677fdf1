using System.Buffers.Binary;
using System.IO.Compression;

namespace McpPlatform.Connectors.Files.Formats;

/// <summary>
/// Decompresses gzip and notices an archive that was cut off, which .NET's stream takes for a regular end: the archive's last four bytes must
/// say how much came out.
/// </summary>
/// <param name="compressed">The archive; disposed with this.</param>
/// <param name="reopen">Opens the archive once more.</param>
internal sealed class WholeGzipStream(Stream compressed, Func<Stream> reopen)
    : ForwardStream(new GZipStream(compressed, CompressionMode.Decompress))
{
    private long length;
    private bool verified;

    private static ReadOnlySpan<byte> Beginning => [0x1F, 0x8B, 0x08];

    public override int Read(Span<byte> buffer)
    {
        var read = Inner.Read(buffer);
        length += read;
        if (read == 0 && buffer.Length > 0 && !verified)
        {
            Verify();
            verified = true;
        }

        return read;
    }

    /// <summary>Several archives joined are one archive too; then the last four bytes speak of the last of them only.</summary>
    private void Verify()
    {
        using var archive = reopen();
        var (promised, members) = Inspect(archive);
        if (members == 1 && promised != unchecked((uint)length))
        {
            throw new InvalidDataException("The gzip archive ends too early.");
        }
    }

    private static (uint Promised, int Members) Inspect(Stream archive)
    {
        const int Overlap = 10;
        var buffer = new byte[128 * 1024];
        var (kept, members) = (0, 0);
        while (archive.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false) is > 0 and var read)
        {
            var end = kept + read;
            members += CountHeaders(buffer.AsSpan(0, end));
            kept = Math.Min(Overlap - 1, end);
            buffer.AsSpan(end - kept, kept).CopyTo(buffer);
        }

        return (kept < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(kept - 4)), members);
    }

    private static int CountHeaders(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (bytes.IndexOf(Beginning) is >= 0 and var at && bytes.Length - at >= 10)
        {
            // Flags, extra flags and system have few values; bytes that merely look like a beginning seldom have all three.
            count += bytes[at + 3] < 32 && bytes[at + 8] is 0 or 2 or 4 && bytes[at + 9] is < 14 or 255 ? 1 : 0;
            bytes = bytes[(at + 3)..];
        }

        return count;
    }
}
