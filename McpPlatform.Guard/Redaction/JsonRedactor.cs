using System.Buffers;
using System.Text.Json;

namespace McpPlatform.Guard.Redaction;

/// <summary>
/// Replaces sensitive data in the strings, numbers and names of a JSON text. Escapes are read first, so that nothing hides behind them. A text
/// without findings is given back as it is, unread by anybody else and uncopied. A number gives way to 0, so that the text keeps its types.
/// </summary>
/// <param name="texts">Replaces data in text.</param>
public sealed class JsonRedactor(TextRedactor texts)
{
    private const int MaxDepth = 128;
    private readonly ArrayBufferWriter<byte> changed = new();
    private byte[] unescaped = new byte[4_096];

    /// <summary>Replaces what is found.</summary>
    /// <param name="json">A whole JSON text.</param>
    /// <param name="report">Takes what was found.</param>
    /// <returns>The text with replacements, or the very same.</returns>
    /// <exception cref="JsonException">It is no JSON, or nested deeper than 128 levels.</exception>
    public ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> json, RedactionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        ArrayBufferWriter<byte>? output = null;
        ReadOnlySpan<byte> label = default;
        var copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.PropertyName && IsChanged(ref reader, label, report))
            {
                output ??= new ArrayBufferWriter<byte>(json.Length + 256);
                var start = (int)reader.TokenStartIndex;
                output.Write(json.Span[copied..start]);
                WriteChanged(ref reader, output);
                copied = start + reader.ValueSpan.Length + (reader.TokenType == JsonTokenType.Number ? 0 : 2);
            }

            // The items of a list stand under its name.
            label = reader.TokenType switch { JsonTokenType.PropertyName => reader.ValueSpan, JsonTokenType.StartObject or JsonTokenType.EndObject => default, _ => label };
        }

        output?.Write(json.Span[copied..]);
        return output?.WrittenMemory ?? json;
    }

    private bool IsChanged(ref Utf8JsonReader reader, ReadOnlySpan<byte> label, RedactionReport report)
    {
        changed.ResetWrittenCount();
        return texts.TryRedact(TextOf(ref reader), reader.TokenType == JsonTokenType.PropertyName ? default : label, report, changed);
    }

    private ReadOnlySpan<byte> TextOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (unescaped.Length < reader.ValueSpan.Length)
        {
            unescaped = new byte[reader.ValueSpan.Length];
        }

        try
        {
            return unescaped.AsSpan(0, reader.CopyString(unescaped));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text, so it is looked at as it stands.
            return reader.ValueSpan;
        }
    }

    private void WriteChanged(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            output.Write("0"u8);
            return;
        }

        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStringValue(changed.WrittenSpan);
    }
}
