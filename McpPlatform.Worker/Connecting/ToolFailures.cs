using System.Text.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using ModelContextProtocol.Protocol;

namespace McpPlatform.Worker.Connecting;

/// <summary>Reads a connector's tool error: <c>{failure, message}</c> as structured content, or text only from connectors that know no classes.</summary>
internal static class ToolFailures
{
    private const int LongestMessage = 2000;

    /// <summary>The failure.</summary>
    /// <param name="connector">Name of the connector.</param>
    /// <param name="tool">Name of the tool.</param>
    /// <param name="result">The error.</param>
    public static ConnectorException Read(string connector, string tool, CallToolResult result)
    {
        var text = result.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text;
        var (failure, message) = result.StructuredContent is { ValueKind: JsonValueKind.Object } structured ? Structured(structured) : (null, null);
        message ??= text ?? $"The connector '{connector}' failed in {tool} without saying why.";
        return new ConnectorException(failure ?? FailureClass.System, message.Length > LongestMessage ? message[..LongestMessage] + "…" : message);
    }

    private static (FailureClass? Failure, string? Message) Structured(JsonElement structured)
    {
        FailureClass? failure = structured.TryGetProperty("failure", out var named) && named.ValueKind == JsonValueKind.String
            && Enum.TryParse<FailureClass>(named.GetString(), ignoreCase: true, out var parsed) ? parsed : null;
        var message = structured.TryGetProperty("message", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
        return (failure, message);
    }
}
