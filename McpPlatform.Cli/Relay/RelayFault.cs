using System.Text.Encodings.Web;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Cli.Relay;

/// <summary>A message that could not be relayed, in a form the client understands.</summary>
/// <param name="message">One sentence.</param>
/// <param name="error">The JSON-RPC error that the gateway gave; <see langword="default"/> where it is the relay that says so.</param>
internal sealed class RelayFault(string message, JsonElement error = default) : Exception(message)
{
    // For implementations, as JSON-RPC has it.
    private const int Code = -32000;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the gateway answered, and this is what it said.</summary>
    public bool IsOfGateway => error.ValueKind == JsonValueKind.Object;

    /// <summary>Code of the error.</summary>
    public int ErrorCode => IsOfGateway && RelayMessage.Member(error, "code") is { ValueKind: JsonValueKind.Number } code ? code.GetInt32() : Code;

    /// <summary>The error as the answer to a request.</summary>
    /// <param name="id">Raw JSON of the request's id; <see langword="null"/> for what had none.</param>
    public byte[] ToMessage(string? id)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            if (id is not null)
            {
                writer.WritePropertyName("id");
                writer.WriteRawValue(id);
            }

            writer.WritePropertyName("error");
            WriteError(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>What a refusal says: a JSON-RPC error, a problem of the HTTP API, or nothing but its status.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    public static RelayFault Of(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = RelayMessage.Member(document.RootElement, "error");
            if (RelayMessage.Text(error, "message") is { } said)
            {
                return new RelayFault(said, error.Clone());
            }

            if (document.RootElement.Deserialize(ContractsJson.Default.PlatformProblem) is { Detail: { } detail })
            {
                return new RelayFault(detail);
            }
        }
        catch (JsonException)
        {
            // A page of something on the way; its text is not for the client.
        }

        return new RelayFault($"The gateway answered with HTTP status {status} and no MCP message.");
    }

    private void WriteError(Utf8JsonWriter writer)
    {
        if (IsOfGateway)
        {
            error.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("code", Code);
        writer.WriteString("message", Message);
        writer.WriteEndObject();
    }
}
