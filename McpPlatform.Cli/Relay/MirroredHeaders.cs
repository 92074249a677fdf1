using System.Text;
using System.Text.Json;

namespace McpPlatform.Cli.Relay;

/// <summary>Headers that repeat what a modern message says (2026-07-28, Streamable HTTP: Request Metadata).</summary>
internal static class MirroredHeaders
{
    private const string Opening = "=?base64?";
    private const string Closing = "?=";

    /// <summary>The headers that any message has.</summary>
    /// <param name="message">The message.</param>
    public static IEnumerable<(string Name, string Value)> Of(RelayMessage message)
    {
        yield return ("MCP-Protocol-Version", message.Version!);
        yield return ("Mcp-Method", message.Method!);
        if (message.Name is { } name)
        {
            yield return ("Mcp-Name", Encode(name));
        }
    }

    /// <summary>The headers for those arguments of a call that the tool's input schema marks.</summary>
    /// <param name="call">The call.</param>
    /// <param name="schema">The schema.</param>
    public static IReadOnlyList<(string Name, string Value)> Of(RelayMessage call, JsonElement schema)
    {
        using var document = JsonDocument.Parse(call.Json);
        var headers = new List<(string, string)>();
        Collect(RelayMessage.Member(RelayMessage.Member(document.RootElement, "params"), "arguments"), schema, headers);
        return headers;
    }

    /// <summary>Writes a value so that a header can carry it.</summary>
    /// <param name="value">The value.</param>
    public static string Encode(string value) =>
        value.All(c => c is >= ' ' and <= '~') && value.Trim() == value && !IsEncoded(value)
            ? value
            : $"{Opening}{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}{Closing}";

    private static void Collect(JsonElement arguments, JsonElement schema, List<(string Name, string Value)> headers)
    {
        if (RelayMessage.Member(schema, "properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            var argument = RelayMessage.Member(arguments, property.Name);
            if (RelayMessage.Text(property.Value, "x-mcp-header") is { } mark && argument.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            {
                headers.Add(($"Mcp-Param-{mark}", Encode(argument.ValueKind == JsonValueKind.String ? argument.GetString()! : argument.GetRawText())));
            }

            Collect(argument, property.Value, headers);
        }
    }

    private static bool IsEncoded(string value) => value.StartsWith(Opening, StringComparison.Ordinal) && value.EndsWith(Closing, StringComparison.Ordinal);
}
