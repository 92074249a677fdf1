namespace McpPlatform.Gateway.Protocol;

/// <summary>A JSON-RPC error.</summary>
/// <param name="Code">See <see cref="ErrorCodes"/>.</param>
/// <param name="Message">One sentence for whoever reads it.</param>
/// <param name="Data">Raw JSON; empty for none.</param>
internal sealed record McpError(int Code, string Message, ReadOnlyMemory<byte> Data = default)
{
    /// <summary>When the same would go well, where that is known; <see langword="null"/> otherwise. Shown in HTTP alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The HTTP status that goes with it where a modern request ends with it. Clients take other statuses than those of the specification for a
    /// fault of the transport and hide the sentence from whoever could mend the call.
    /// </summary>
    public int Status => Code switch
    {
        ErrorCodes.ParseError or ErrorCodes.InvalidRequest => StatusCodes.Status400BadRequest,
        ErrorCodes.HeaderMismatch or ErrorCodes.MissingCapability or ErrorCodes.UnsupportedVersion => StatusCodes.Status400BadRequest,
        ErrorCodes.MethodNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorCodes.OverItsMeans => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status200OK,
    };
}

/// <summary>Codes of JSON-RPC 2.0, of MCP, and of this gateway (−32000 to −32019 are for implementations: 2026-07-28, Error Codes).</summary>
internal static class ErrorCodes
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;

    /// <summary>A resource does not exist; legacy revisions only.</summary>
    public const int ResourceNotFound = -32002;
    public const int HeaderMismatch = -32020;
    public const int MissingCapability = -32021;
    public const int UnsupportedVersion = -32022;

    /// <summary>A person has to visit an address first; 2025-11-25 only.</summary>
    public const int UrlElicitationRequired = -32042;

    /// <summary>The policy refused; the message names the rule.</summary>
    public const int Refused = -32010;

    /// <summary>The caller sends too much.</summary>
    public const int TooMany = -32011;

    /// <summary>The server behind the gateway cannot be used.</summary>
    public const int UpstreamUnavailable = -32012;

    /// <summary>The gateway has no room for the call.</summary>
    public const int Overloaded = -32013;

    /// <summary>The server behind the gateway took too long.</summary>
    public const int UpstreamTimeout = -32014;

    /// <summary>The replica of the gateway that had the request broke off: nobody knows whether it was executed.</summary>
    public const int OutcomeUnknown = -32015;

    /// <summary>The call's time was over.</summary>
    public const int DeadlineExceeded = -32016;

    /// <summary>The gateway has more to do than it can, and refuses calls of this kind for a while.</summary>
    public const int OverItsMeans = -32017;

    /// <summary>The agent did not answer in time what a server asked; servers hear it.</summary>
    public const int AgentTimeout = -32018;
}

/// <summary>A message cannot be served; the error says why.</summary>
/// <param name="error">The error.</param>
internal class McpErrorException(McpError error) : Exception(error.Message)
{
    public McpErrorException(int code, string message)
        : this(new McpError(code, message))
    {
    }

    public McpError Error { get; } = error;
}
