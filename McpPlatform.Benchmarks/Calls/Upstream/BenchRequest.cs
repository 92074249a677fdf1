using System.Text.Json;

namespace McpPlatform.Benchmarks.Calls.Upstream;

/// <summary>What the upstream reads of a request.</summary>
internal static class BenchRequest
{
    /// <summary>Its method and its id; an empty id is that of a notification.</summary>
    public static (string Method, ReadOnlyMemory<byte> Id) Parse(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        var (method, id) = ("", ReadOnlyMemory<byte>.Empty);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && (method.Length == 0 || id.IsEmpty))
        {
            var (isMethod, isId) = (reader.ValueTextEquals("method"u8), reader.ValueTextEquals("id"u8));
            reader.Read();
            method = isMethod ? reader.GetString()! : method;
            id = isId ? body.Slice((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)) : id;
            reader.Skip();
        }

        return (method, id);
    }
}
