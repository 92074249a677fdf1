using System.Buffers;
using System.Text.Json;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Writes rejected rows as JSON Lines.</summary>
internal static class RejectedRows
{
    public static async ValueTask WriteAsync(IReadOnlyList<RejectedRow> rows, Stream stream, CancellationToken ct)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
        {
            WriteRow(row, text);
        }

        await stream.WriteAsync(text.WrittenMemory, ct);
    }

    private static void WriteRow(RejectedRow row, IBufferWriter<byte> text)
    {
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("row", row.Row);
            json.WriteString("column", row.Column);
            json.WriteString("value", row.Value);
            json.WriteString("reason", row.Reason);
            json.WriteEndObject();
        }

        text.Write("\n"u8);
    }
}
