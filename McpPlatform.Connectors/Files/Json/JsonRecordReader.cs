using System.Text;
using System.Text.Json;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Reading;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Json;

/// <summary>Reads the objects of a JSON array, or of lines, as records. Fields are found by name; the names grow as they are met.</summary>
internal sealed class JsonRecordReader : RecordReader
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 512 };
    private readonly IJsonElements elements;
    private readonly JsonNames names;
    private Field[] fields = new Field[16];
    private byte[] unescaped = new byte[256];
    private ReadOnlyMemory<byte> element;

    /// <param name="stream">The text as UTF-8; disposed with this.</param>
    /// <param name="kind">An array, or lines.</param>
    /// <param name="names">Names of fields; new ones are added.</param>
    public JsonRecordReader(Stream stream, FileKind kind, JsonNames names)
    {
        elements = kind == FileKind.Json ? new JsonArrayElements(stream) : new JsonLineElements(stream);
        this.names = names;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Source => element.Span[..Math.Min(1000, element.Length)];

    /// <inheritdoc/>
    public override bool Read()
    {
        Fault = null;
        if (!elements.Next(out element, out var fault))
        {
            return false;
        }

        Row++;
        Consumed = elements.Consumed;
        Fault = fault ?? ReadFields();
        return true;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Text(int field, out FieldKind kind)
    {
        ref readonly var found = ref fields[field];
        kind = found.Kind;
        var raw = element.Span.Slice(found.Start, found.Length);
        return kind != FieldKind.Quoted ? raw : found.Escaped ? Unescape(raw) : raw[1..^1];
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Json(int field) => element.Span.Slice(fields[field].Start, fields[field].Length);

    /// <inheritdoc/>
    public override void Dispose() => elements.Dispose();

    private string? ReadFields()
    {
        fields.AsSpan().Clear();
        FieldCount = 0;
        var reader = new Utf8JsonReader(element.Span, Strict);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "The record is not a JSON object.";
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var index = names.IndexOf(ref reader);
                reader.Read();
                SetField(index, ref reader);
            }

            return null;
        }
        catch (JsonException exception)
        {
            return $"The record is not valid JSON: {exception.Message}";
        }
    }

    private void SetField(int index, ref Utf8JsonReader reader)
    {
        if (index >= fields.Length)
        {
            Array.Resize(ref fields, Math.Max(fields.Length * 2, index + 1));
        }

        var start = (int)reader.TokenStartIndex;
        var kind = reader.TokenType switch
        {
            JsonTokenType.Null => FieldKind.Missing,
            JsonTokenType.String => FieldKind.Quoted,
            JsonTokenType.StartObject or JsonTokenType.StartArray => FieldKind.Structured,
            _ => FieldKind.Bare,
        };
        var escaped = kind == FieldKind.Quoted && reader.ValueIsEscaped;
        reader.Skip();
        var length = (int)reader.BytesConsumed - start;
        fields[index] = new Field(start, kind == FieldKind.Missing ? 0 : length, kind, escaped);
        FieldCount = Math.Max(FieldCount, index + 1);
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        if (unescaped.Length < raw.Length)
        {
            unescaped = new byte[raw.Length];
        }

        var reader = new Utf8JsonReader(raw);
        reader.Read();
        return unescaped.AsSpan(0, reader.CopyString(unescaped));
    }

    private readonly record struct Field(int Start, int Length, FieldKind Kind, bool Escaped);
}
