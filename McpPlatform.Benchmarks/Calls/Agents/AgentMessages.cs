namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>What agents of each era send.</summary>
internal static class AgentMessages
{
    public const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}""";

    public const string Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";

    private const string Meta =
        """
        ,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}
        """;

    /// <summary>A call of the first tool with the least id, planting nothing; <see cref="CallTemplate"/> makes it another.</summary>
    public static string Call(Variant variant, string prefix) =>
        $$$"""{"jsonrpc":"2.0","id":{{{CallTemplate.FirstId}}},"method":"tools/call","params":{"name":"{{{prefix}}}{{{variant.Tool(0)}}}","arguments":{"bytes":{{{variant.Bytes}}},"planted":0,"n":{{{CallTemplate.FirstId}}}}{{{(variant.Modern ? Meta : "")}}}}}""";

    public static string ModernHeaders(Variant variant) =>
        $"MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: {variant.Tool(0)}\r\n";
}
