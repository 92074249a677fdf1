namespace McpPlatform.Gateway.Protocol;

/// <summary>Keys of <c>_meta</c>: those that the protocol reserves (2026-07-28, Base Protocol: _meta), and those of the gateway itself.</summary>
internal static class MetaKeys
{
    public static ReadOnlySpan<byte> ProgressToken => "progressToken"u8;

    public static ReadOnlySpan<byte> TraceParent => "traceparent"u8;

    public static ReadOnlySpan<byte> TraceState => "tracestate"u8;

    public static ReadOnlySpan<byte> Version => "io.modelcontextprotocol/protocolVersion"u8;

    public static ReadOnlySpan<byte> ClientInfo => "io.modelcontextprotocol/clientInfo"u8;

    public static ReadOnlySpan<byte> Capabilities => "io.modelcontextprotocol/clientCapabilities"u8;

    public static ReadOnlySpan<byte> LogLevel => "io.modelcontextprotocol/logLevel"u8;

    public static ReadOnlySpan<byte> ServerInfo => "io.modelcontextprotocol/serverInfo"u8;

    public static ReadOnlySpan<byte> Subscription => "io.modelcontextprotocol/subscriptionId"u8;

    /// <summary>What the firewall recognised in a call: the gateway's own key.</summary>
    public static ReadOnlySpan<byte> Threats => "mcp-platform/threats"u8;

    /// <summary>How many milliseconds a call has left, as whoever sends it says.</summary>
    public static ReadOnlySpan<byte> Deadline => "mcp-platform/deadlineMs"u8;

    /// <summary>With <c>low</c>, that a call can wait.</summary>
    public static ReadOnlySpan<byte> Priority => "mcp-platform/priority"u8;

    /// <summary>That an answer was kept, and for how long.</summary>
    public static ReadOnlySpan<byte> Cached => "mcp-platform/cached"u8;
}
