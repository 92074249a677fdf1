namespace McpPlatform.Tests.Mcp.Fixture;

/// <summary>Names of headers a client sends.</summary>
internal static class RequestHeaders
{
    public const string Revision = "MCP-Protocol-Version";
    public const string Method = "Mcp-Method";
    public const string Name = "Mcp-Name";
    public const string ParameterPrefix = "Mcp-Param-";
    public const string LastEvent = "Last-Event-ID";
}
