using McpPlatform.Connectors.Files.Folder;

namespace McpPlatform.Connectors.Files.Formats;

/// <summary>Opens the content of a file: limited to the size it had when it was resolved, decompressed, and as UTF-8.</summary>
internal static class FileOpening
{
    /// <summary>The bytes of a file, decompressed.</summary>
    public static Stream OpenBytes(FileRoot root, FileEntry file, bool gzip)
    {
        Stream stream = new LimitedStream(root.OpenRead(file.FullPath), file.Length);
        return gzip ? new WholeGzipStream(stream, () => new LimitedStream(root.OpenRead(file.FullPath), file.Length)) : stream;
    }

    /// <summary>The text of a file, as UTF-8; a byte order mark is still there.</summary>
    public static Stream OpenText(FileRoot root, FileEntry file, FileFormat format) => format.Encoding.ToUtf8(OpenBytes(root, file, format.Gzip));

    /// <summary>Whether a file begins as gzip does.</summary>
    public static bool IsGzip(FileRoot root, FileEntry file)
    {
        Span<byte> magic = stackalloc byte[2];
        using var stream = root.OpenRead(file.FullPath);
        return stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
    }

    /// <summary>Ends where the file ended when it was resolved: what is being appended meanwhile belongs to the next run.</summary>
    private sealed class LimitedStream(FileStream file, long limit) : ForwardStream(file)
    {
        private long left = limit;

        public override int Read(Span<byte> buffer)
        {
            var read = left == 0 ? 0 : Inner.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
            left -= read;
            return read == 0 && left > 0 ? throw new IOException("The file became shorter while it was read.") : read;
        }
    }
}
