using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Wire;

/// <summary>Reads JSON that may have any shape.</summary>
internal static class JsonReading
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool IsObject(this JsonElement? element) => element is { ValueKind: JsonValueKind.Object };

    /// <summary>Whether it may name a request or a progress token.</summary>
    public static bool IsTextOrInteger(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Number => element.TryGetInt64(out _),
        _ => false,
    };

    public static JsonNode ToNode(this JsonElement element) => JsonNode.Parse(element.GetRawText())!;
}
