using System.Text;
using System.Text.Json;
using McpPlatform.Connectors.Files.Formats;

namespace McpPlatform.Connectors.Files.Json;

/// <summary>Tells JSON Lines from one JSON document, whatever the file is called.</summary>
internal static class JsonKind
{
    /// <summary>The kind a beginning says; the one named where it says nothing.</summary>
    public static FileKind Sniff(ReadOnlySpan<byte> sample, FileKind named)
    {
        var text = sample.StartsWith(Encoding.UTF8.Preamble) ? sample[Encoding.UTF8.Preamble.Length..] : sample;
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length == 0 ? named
            : text[0] == '[' ? FileKind.Json
            : text[0] == '{' && IsObjectLine(text) ? FileKind.JsonLines
            : text[0] == '{' && named == FileKind.Json ? FileKind.Json
            : named;
    }

    /// <summary>Whether the first line is a whole object and another object follows.</summary>
    private static bool IsObjectLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        if (end < 0 || text[(end + 1)..].TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
        {
            return false;
        }

        var reader = new Utf8JsonReader(text[..end]);
        try
        {
            return reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
