using System.Buffers;
using System.Text.Encodings.Web;
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
    private static readonly JsonReaderOptions Limits = new() { MaxDepth = MaxDepth };
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonPlaces[] outer = new JsonPlaces[MaxDepth];
    private readonly ArrayBufferWriter<byte> changed = new();
    private byte[] unescaped = new byte[4_096];
    private byte[] name = new byte[256];

    /// <summary>Replaces what is found anywhere.</summary>
    /// <param name="json">A whole JSON text.</param>
    /// <param name="report">Takes what was found.</param>
    /// <returns>The text with replacements, or the very same.</returns>
    /// <exception cref="JsonException">It is no JSON, or nested deeper than 128 levels.</exception>
    public ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> json, RedactionReport report) => Redact(json, JsonPlaces.Everything, report);

    /// <summary>Replaces what is found in some places.</summary>
    /// <param name="json">A whole JSON text.</param>
    /// <param name="places">What is looked at.</param>
    /// <param name="report">Takes what was found.</param>
    /// <param name="label">The name the whole stands under; empty for none.</param>
    /// <returns>The text with replacements, or the very same.</returns>
    /// <exception cref="JsonException">It is no JSON, or nested deeper than 128 levels.</exception>
    public ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> json, JsonPlaces places, RedactionReport report, ReadOnlySpan<byte> label = default)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(report);
        var reader = new Utf8JsonReader(json.Span, Limits);
        var edit = default(Edit);
        var (here, next) = (places, places);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when here.Find(ref reader) is { } place:
                    // The items of a list stand under its name; names of the protocol say nothing about data.
                    next = place;
                    label = here.HoldsData ? Unescaped(ref reader, ref name) : default;
                    if (here.HoldsData)
                    {
                        Look(ref reader, json, default, report, ref edit);
                    }

                    break;
                case JsonTokenType.PropertyName:
                    reader.Skip();
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    outer[reader.CurrentDepth] = here;
                    here = next;
                    label = reader.TokenType == JsonTokenType.StartObject ? default : label;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    here = next = outer[reader.CurrentDepth];
                    label = reader.TokenType == JsonTokenType.EndObject ? default : label;
                    break;
                case JsonTokenType.String or JsonTokenType.Number:
                    Look(ref reader, json, label, report, ref edit);
                    break;
            }
        }

        edit.Output?.Write(json.Span[edit.Copied..]);
        return edit.Output?.WrittenMemory ?? json;
    }

    private void Look(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, ReadOnlySpan<byte> label, RedactionReport report, ref Edit edit)
    {
        changed.ResetWrittenCount();
        if (!texts.TryRedactValue(Unescaped(ref reader, ref unescaped), label, report, changed))
        {
            return;
        }

        edit.Output ??= new ArrayBufferWriter<byte>(json.Length + 256);
        var start = (int)reader.TokenStartIndex;
        edit.Output.Write(json.Span[edit.Copied..start]);
        WriteChanged(reader.TokenType, edit.Output);
        edit.Copied = start + reader.ValueSpan.Length + (reader.TokenType == JsonTokenType.Number ? 0 : 2);
    }

    private static ReadOnlySpan<byte> Unescaped(scoped ref Utf8JsonReader reader, ref byte[] buffer)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (buffer.Length < reader.ValueSpan.Length)
        {
            buffer = new byte[reader.ValueSpan.Length];
        }

        try
        {
            return buffer.AsSpan(0, reader.CopyString(buffer));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text, so it is looked at as it stands.
            return reader.ValueSpan;
        }
    }

    private void WriteChanged(JsonTokenType type, ArrayBufferWriter<byte> output)
    {
        if (type == JsonTokenType.Number)
        {
            output.Write("0"u8);
            return;
        }

        using var writer = new Utf8JsonWriter(output, Plain);
        writer.WriteStringValue(changed.WrittenSpan);
    }

    /// <summary>The text as it becomes, once something in it changes.</summary>
    private struct Edit
    {
        public ArrayBufferWriter<byte>? Output;

        /// <summary>Up to where the text stands in the output already.</summary>
        public int Copied;
    }
}
