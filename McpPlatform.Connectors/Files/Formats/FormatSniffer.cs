using System.Text;
using System.Text.Unicode;
using McpPlatform.Connectors.Files.Csv;
using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Files.Json;

namespace McpPlatform.Connectors.Files.Formats;

/// <summary>Finds out how a file is written. Encoding looks at the whole file, the rest at its beginning.</summary>
internal static class FormatSniffer
{
    private const int SampleBytes = 512 * 1024;

    /// <summary>The format of a file.</summary>
    public static FileFormat Sniff(FileRoot root, FileEntry file, FormatOptions options)
    {
        var gzip = FileOpening.IsGzip(root, file);
        var encoding = options.Encoding is { } word ? FileEncodings.Parse(word) : SniffEncoding(root, file, gzip);
        var named = options.Kind ?? FileKinds.OfName(file.Name) ?? FileKind.Csv;
        var format = new FileFormat { Kind = named, Encoding = encoding, Gzip = gzip, Delimiter = named == FileKind.Tsv ? (byte)'\t' : (byte)',' };
        var sample = Sample(root, file, format);
        return named.IsDelimited() ? CsvDialect.Sniff(format, sample, options)
            : options.Kind is null ? format with { Kind = JsonKind.Sniff(sample, named) }
            : format;
    }

    private static byte[] Sample(FileRoot root, FileEntry file, FileFormat format)
    {
        using var stream = FileOpening.OpenText(root, file, format);
        var sample = new byte[SampleBytes];
        var length = stream.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);

        // A sample that ends within a record would say that the record is ragged.
        var whole = length < sample.Length ? length : sample.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        return sample[..(whole == 0 ? length : whole)];
    }

    private static FileEncoding SniffEncoding(FileRoot root, FileEntry file, bool gzip)
    {
        using var stream = FileOpening.OpenBytes(root, file, gzip);
        var buffer = new byte[SampleBytes];
        var length = stream.ReadAtLeast(buffer, 4, throwOnEndOfStream: false);
        if (Marked(buffer.AsSpan(0, length)) is { } marked)
        {
            return marked;
        }

        var counts = new Utf8Counts();
        do
        {
            counts.Add(buffer.AsSpan(0, length));
            length = stream.Read(buffer);
        }
        while (length > 0);
        return counts.Invalid > counts.Valid ? FileEncoding.Windows1252 : FileEncoding.Utf8;
    }

    private static FileEncoding? Marked(ReadOnlySpan<byte> start) =>
        start.StartsWith(Encoding.UTF8.Preamble) ? FileEncoding.Utf8
        : start.StartsWith(Encoding.Unicode.Preamble) ? FileEncoding.Utf16LittleEndian
        : start.StartsWith(Encoding.BigEndianUnicode.Preamble) ? FileEncoding.Utf16BigEndian
        : start.Length < 4 ? null
        : start[0] != 0 && start[1] == 0 && start[2] != 0 && start[3] == 0 ? FileEncoding.Utf16LittleEndian
        : start[0] == 0 && start[1] != 0 && start[2] == 0 && start[3] != 0 ? FileEncoding.Utf16BigEndian
        : null;
}
