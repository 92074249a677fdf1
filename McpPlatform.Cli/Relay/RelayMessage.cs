using System.Text.Json;

namespace McpPlatform.Cli.Relay;

/// <summary>A JSON-RPC message on its way to the gateway. Only its envelope is read, and what its headers have to repeat.</summary>
/// <param name="Json">The message as it came.</param>
/// <param name="Id">Raw JSON of its id; <see langword="null"/> where it has none.</param>
/// <param name="Method">Its method; <see langword="null"/> for answers.</param>
/// <param name="Version">The revision it names itself, which makes it a modern one; <see langword="null"/> for legacy ones.</param>
/// <param name="Name">The tool, prompt or address it is about, where its method has one.</param>
/// <param name="Cancels">Raw JSON of the id of the request that it cancels; <see langword="null"/> where it cancels none.</param>
internal sealed record RelayMessage(ReadOnlyMemory<byte> Json, string? Id, string? Method, string? Version, string? Name, string? Cancels)
{
    private const string VersionKey = "io.modelcontextprotocol/protocolVersion";

    /// <summary>Whether it gets an answer.</summary>
    public bool IsRequest => Id is not null && Method is not null;

    /// <summary>Reads one.</summary>
    /// <param name="json">One line of the client.</param>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static RelayMessage Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A message is one JSON object.");
        }

        var method = Text(root, "method");
        var parameters = Member(root, "params");
        return new RelayMessage(
            json,
            Raw(Member(root, "id")),
            method,
            Text(Member(parameters, "_meta"), VersionKey),
            method switch
            {
                "tools/call" or "prompts/get" => Text(parameters, "name"),
                "resources/read" => Text(parameters, "uri"),
                _ => null,
            },
            method == "notifications/cancelled" ? Raw(Member(parameters, "requestId")) : null);
    }

    /// <summary>A member of an object; <see langword="default"/> where there is none, or no object.</summary>
    public static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A member that is text; <see langword="null"/> where there is none or it is something else.</summary>
    public static string? Text(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? Raw(JsonElement id) => id.ValueKind is JsonValueKind.String or JsonValueKind.Number ? id.GetRawText() : null;
}
