namespace McpPlatform.Gateway.Protocol;

/// <summary>Keys of <c>_meta</c> that the protocol reserves (2026-07-28, Base Protocol: _meta).</summary>
internal static class MetaKeys
{
    public const string ProgressToken = "progressToken";
    public const string Version = "io.modelcontextprotocol/protocolVersion";
    public const string ClientInfo = "io.modelcontextprotocol/clientInfo";
    public const string Capabilities = "io.modelcontextprotocol/clientCapabilities";
    public const string LogLevel = "io.modelcontextprotocol/logLevel";
    public const string ServerInfo = "io.modelcontextprotocol/serverInfo";
    public const string Subscription = "io.modelcontextprotocol/subscriptionId";
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
}
