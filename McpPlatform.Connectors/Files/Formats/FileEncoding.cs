using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Formats;

/// <summary>Encodings a file can have. All but UTF-8 are turned into UTF-8 before records are looked for.</summary>
internal enum FileEncoding
{
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
    Windows1252,
}

/// <summary>Encodings by word, and as decoders.</summary>
internal static class FileEncodings
{
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static string Word(this FileEncoding encoding) => encoding switch
    {
        FileEncoding.Utf8 => "utf-8",
        FileEncoding.Utf16LittleEndian => "utf-16le",
        FileEncoding.Utf16BigEndian => "utf-16be",
        _ => "windows-1252",
    };

    /// <exception cref="ConnectorException">The word is not known.</exception>
    public static FileEncoding Parse(string word) => word.ToUpperInvariant().Replace("_", "-", StringComparison.Ordinal) switch
    {
        "UTF-8" or "UTF8" or "ASCII" or "US-ASCII" => FileEncoding.Utf8,
        "UTF-16" or "UTF-16LE" or "UTF16" => FileEncoding.Utf16LittleEndian,
        "UTF-16BE" => FileEncoding.Utf16BigEndian,
        "WINDOWS-1252" or "CP1252" or "LATIN1" or "LATIN-1" or "ISO-8859-1" => FileEncoding.Windows1252,
        _ => throw new ConnectorException(FailureClass.Configuration,
            $"The option 'encoding' is '{word}', but must be utf-8, utf-16le, utf-16be or windows-1252."),
    };

    /// <summary>The stream as UTF-8. Bytes that are no text fail there, but in UTF-8 itself only the row they stand in does.</summary>
    public static Stream ToUtf8(this FileEncoding encoding, Stream stream) => encoding switch
    {
        FileEncoding.Utf8 => stream,
        FileEncoding.Windows1252 => Encoding.CreateTranscodingStream(stream, Western, Encoding.UTF8),
        _ => Encoding.CreateTranscodingStream(
            stream, new UnicodeEncoding(encoding == FileEncoding.Utf16BigEndian, byteOrderMark: false, throwOnInvalidBytes: true), Encoding.UTF8),
    };
}
