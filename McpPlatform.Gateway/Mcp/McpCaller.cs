using McpPlatform.Core.Identity;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpPlatform.Gateway.Mcp;

/// <summary>Carries who sent a message from the HTTP request to the tool: every message has its own key, also within a session.</summary>
internal static class McpCaller
{
    private const string Item = "mcpp.principal";

    public static JsonRpcMessageContext ContextOf(Principal by, string? version) =>
        new() { ProtocolVersion = version, Items = new Dictionary<string, object?> { [Item] = by } };

    public static Principal Of(MessageContext context) =>
        context.Items.TryGetValue(Item, out var value) && value is Principal principal
            ? principal
            : throw new InvalidOperationException("An MCP message came without its sender.");
}
