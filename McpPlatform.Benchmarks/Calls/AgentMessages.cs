namespace McpPlatform.Benchmarks.Calls;

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

    public static string Call(Variant variant, long id) =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{variant.Tool}}}","arguments":{"bytes":{{{variant.Bytes}}}}{{{(variant.Modern ? Meta : "")}}}}}""";

    public static string ModernHeaders(Variant variant) =>
        $"MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: {variant.Tool}\r\n";
}
