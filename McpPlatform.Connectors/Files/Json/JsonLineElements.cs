using McpPlatform.Connectors.Files.Csv;
using McpPlatform.Connectors.Files.Formats;

namespace McpPlatform.Connectors.Files.Json;

/// <summary>One record a line. A line of blanks is none.</summary>
/// <param name="stream">The text; disposed with this.</param>
internal sealed class JsonLineElements(Stream stream) : IJsonElements
{
    /// <summary>A line as one unquoted field: what the CSV reader knows of line ends, long lines and wrong bytes holds here too.</summary>
    private readonly CsvReader lines = new(stream, new FileFormat
    {
        Kind = FileKind.JsonLines, Encoding = FileEncoding.Utf8, Delimiter = (byte)'\n', Quote = 0,
    }, null);

    private byte[] line = new byte[4096];

    /// <inheritdoc/>
    public long Consumed => lines.Consumed;

    /// <inheritdoc/>
    public bool Next(out ReadOnlyMemory<byte> element, out string? fault)
    {
        while (lines.Read())
        {
            fault = lines.Fault;
            var text = fault is null ? lines.Text(0, out _) : lines.Source;
            if (fault is null && text.Trim(" \t\r"u8).Length == 0)
            {
                continue;
            }

            element = Keep(text);
            return true;
        }

        (element, fault) = (default, null);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => lines.Dispose();

    private ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> text)
    {
        if (line.Length < text.Length)
        {
            line = new byte[text.Length * 2];
        }

        text.CopyTo(line);
        return line.AsMemory(0, text.Length);
    }
}
