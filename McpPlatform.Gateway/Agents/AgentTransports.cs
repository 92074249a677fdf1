namespace McpPlatform.Gateway.Agents;

/// <summary>The ways in which agents reach the gateway, as the audit calls them. A door differs from another only in how messages arrive and leave.</summary>
internal static class AgentTransports
{
    public const string StreamableHttp = "streamable-http";

    /// <summary>HTTP with SSE, the transport of 2024-11-05.</summary>
    public const string Sse = "sse";

    public const string WebSocket = "websocket";
}
