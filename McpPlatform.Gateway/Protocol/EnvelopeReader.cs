using System.Text.Json;
using System.Text.Unicode;

namespace McpPlatform.Gateway.Protocol;

/// <summary>
/// Reads the envelope of a JSON-RPC 2.0 message. A member that comes twice is refused: readers that took the first and readers that took the
/// last would see different messages.
/// </summary>
internal static class EnvelopeReader
{
    /// <summary>Deepest nesting of a message.</summary>
    public const int MaxDepth = 64;

    public static readonly JsonReaderOptions JsonLimits = new() { MaxDepth = MaxDepth };

    /// <summary>Reads one message.</summary>
    /// <exception cref="McpErrorException">It is no JSON, or no JSON-RPC message.</exception>
    public static Envelope Read(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            // The reader of JSON does not look into strings, and whoever gets them would.
            throw new McpErrorException(ErrorCodes.ParseError, "The message is not in UTF-8.");
        }

        try
        {
            return ReadMessage(json);
        }
        catch (JsonException)
        {
            throw new McpErrorException(ErrorCodes.ParseError, $"The message is not JSON, or nested deeper than {MaxDepth}.");
        }
        catch (InvalidOperationException)
        {
            // A text that is no valid UTF-16 when unescaped.
            throw new McpErrorException(ErrorCodes.ParseError, "The message holds text that is no valid Unicode.");
        }
    }

    private static Envelope ReadMessage(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, JsonLimits);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid("A message must be one JSON object; batches are not served.");
        }

        var parts = default(Parts);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            parts.Take(ref reader, json);
        }

        if (reader.Read())
        {
            throw Invalid("More follows the message.");
        }

        return parts.ToEnvelope();
    }

    private static McpErrorException Invalid(string message) => new(ErrorCodes.InvalidRequest, message);

    private struct Parts
    {
        private bool hasVersion;
        private bool hasResult;
        private string? method;
        private ReadOnlyMemory<byte> id;
        private ReadOnlyMemory<byte> parameters;
        private ReadOnlyMemory<byte> result;
        private ReadOnlyMemory<byte> error;

        public void Take(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
        {
            if (reader.ValueTextEquals("jsonrpc"u8))
            {
                reader.Read();
                hasVersion = !hasVersion && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8)
                    ? true : throw Invalid("'jsonrpc' must be \"2.0\".");
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                id = Once(id, "id", ReadId(ref reader, json));
            }
            else if (reader.ValueTextEquals("method"u8))
            {
                method = method is null ? ReadMethod(ref reader) : throw Twice("method");
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                parameters = Once(parameters, "params", ReadObject(ref reader, json, "params"));
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                result = Once(result, "result", Slice(ref reader, json));
                hasResult = true;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                error = Once(error, "error", ReadObject(ref reader, json, "error"));
            }
            else
            {
                Slice(ref reader, json);
            }
        }

        public readonly Envelope ToEnvelope()
        {
            var kind = this switch
            {
                { hasVersion: false } => throw Invalid("'jsonrpc' is missing."),
                { method: not null, hasResult: false, error.IsEmpty: true } => id.IsEmpty ? EnvelopeKind.Notification : EnvelopeKind.Request,
                { method: null, hasResult: true, error.IsEmpty: true, id.IsEmpty: false } => EnvelopeKind.Result,
                { method: null, hasResult: false, error.IsEmpty: false } => EnvelopeKind.Error,
                _ => throw Invalid("A message is a request, a notification, a result or an error, and not two of them."),
            };
            var body = kind switch { EnvelopeKind.Result => result, EnvelopeKind.Error => error, _ => parameters };
            return new Envelope(kind, body) { Id = id, Method = method ?? "" };
        }

        private static ReadOnlyMemory<byte> ReadId(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
        {
            reader.Read();
            return reader.TokenType switch
            {
                JsonTokenType.String => json.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2),
                JsonTokenType.Number when reader.TryGetInt64(out _) => json.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length),

                // An error about a message that could not be read has no id to name.
                JsonTokenType.Null => default,
                _ => throw Invalid("'id' must be text or a whole number."),
            };
        }

        private static string ReadMethod(ref Utf8JsonReader reader)
        {
            reader.Read();
            return reader.TokenType != JsonTokenType.String ? throw Invalid("'method' must be text.")
                : Methods.Find(ref reader) ?? reader.GetString()!;
        }

        private static ReadOnlyMemory<byte> ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, string name)
        {
            var value = Slice(ref reader, json);
            return JsonMembers.IsObject(value) ? value : throw Invalid($"'{name}' must be an object.");
        }

        private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return json[start..(int)reader.BytesConsumed];
        }

        private static ReadOnlyMemory<byte> Once(ReadOnlyMemory<byte> before, string name, ReadOnlyMemory<byte> value) =>
            before.IsEmpty ? value : throw Twice(name);

        private static McpErrorException Twice(string name) => Invalid($"'{name}' comes twice.");
    }
}
