using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Links;

/// <summary>How an upstream failed, as far as it matters for what to do next.</summary>
internal enum UpstreamFault
{
    /// <summary>Nothing was sent: it can be sent again.</summary>
    Unreached,

    /// <summary>It was sent, and nobody knows what came of it.</summary>
    BrokenOff,

    /// <summary>The upstream answered, but not with what MCP allows there, or with a refusal.</summary>
    Unusable,

    /// <summary>The upstream was not asked: something that a caller or the tenant has to give is missing.</summary>
    Refused,
}

/// <summary>An upstream cannot be used for what was wanted.</summary>
/// <param name="fault">How it failed.</param>
/// <param name="message">One sentence for the agent.</param>
internal sealed class UpstreamException(UpstreamFault fault, string message) : McpErrorException(ErrorCodes.UpstreamUnavailable, message)
{
    public UpstreamFault Fault { get; } = fault;
}
