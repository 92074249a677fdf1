using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Writes rows as one JSON object a line. Numbers that JSON cannot hold, and all that is no number, boolean or JSON, are strings.</summary>
/// <param name="columns">The columns.</param>
internal sealed class JsonRowWriter(IReadOnlyList<ColumnSchema> columns) : RowWriter(columns)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly CellText cell = new();
    private readonly JsonEncodedText[] names = [.. columns.Select(c => JsonEncodedText.Encode(c.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
    private Utf8JsonWriter? json;

    /// <inheritdoc/>
    public override void WriteHeader(IBufferWriter<byte> writer)
    {
    }

    /// <inheritdoc/>
    protected override void WriteRow(RecordBatch batch, int row, IBufferWriter<byte> writer)
    {
        json ??= new Utf8JsonWriter(writer, Plain);
        json.Reset(writer);
        json.WriteStartObject();
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            json.WritePropertyName(names[i]);
            WriteCell(batch.Columns[i], row);
        }

        json.WriteEndObject();
        json.Flush();
        writer.Write("\n"u8);
    }

    private void WriteCell(Column column, int row)
    {
        if (column.IsNull(row))
        {
            json!.WriteNullValue();
            return;
        }

        var text = cell.Of(column, row);
        if (IsRaw(column.Schema, text))
        {
            json!.WriteRawValue(OnOneLine(text), skipInputValidation: true);
        }
        else
        {
            json!.WriteStringValue(text);
        }
    }

    private static bool IsRaw(ColumnSchema schema, ReadOnlySpan<byte> text) => !schema.Type.IsArray && schema.Type.Kind switch
    {
        TypeKind.Boolean or TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 => true,
        TypeKind.Float32 or TypeKind.Float64 or TypeKind.Numeric => text[^1] is >= (byte)'0' and <= (byte)'9',
        TypeKind.Json or TypeKind.Jsonb => true,
        _ => false,
    };

    /// <summary>A line end in JSON is only ever a blank between its parts, and would break the line of the record.</summary>
    private static ReadOnlySpan<byte> OnOneLine(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny((byte)'\n', (byte)'\r'))
        {
            return text;
        }

        var line = text.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return line;
    }
}
