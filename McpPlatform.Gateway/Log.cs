namespace McpPlatform.Gateway;

/// <summary>All log messages of the project. None takes a key, a token or a body.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed (trace {TraceId}).")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path, string traceId);

    [LoggerMessage(2, LogLevel.Warning, "Refused a request for host '{Host}' from origin '{Origin}'.")]
    public static partial void HostRefused(ILogger logger, string host, string origin);

    [LoggerMessage(3, LogLevel.Information, "Wrote the administrator's key to {Path}.")]
    public static partial void AdminKeyWritten(ILogger logger, string path);

    [LoggerMessage(4, LogLevel.Information, "The administrator's key in {Path} was new to the store and is registered now.")]
    public static partial void AdminKeyRegistered(ILogger logger, string path);

    [LoggerMessage(5, LogLevel.Error, "The MCP request '{Method}' failed (trace {TraceId}).")]
    public static partial void CallFailed(ILogger logger, Exception exception, string method, string traceId);

    [LoggerMessage(6, LogLevel.Error, "The MCP tool '{Tool}' failed (trace {TraceId}).")]
    public static partial void McpToolFailed(ILogger logger, Exception exception, string tool, string traceId);

    [LoggerMessage(7, LogLevel.Debug, "Closed {Count} idle MCP sessions.")]
    public static partial void McpSessionsClosed(ILogger logger, int count);

    [LoggerMessage(8, LogLevel.Warning, "The answer to an idempotent request could not be kept; sending it again will do it again.")]
    public static partial void AnswerNotKept(ILogger logger, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "The administrator's key in {Path} was revoked. Delete the file, and the next start makes a new one.")]
    public static partial void AdminKeyRevoked(ILogger logger, string path);

    [LoggerMessage(10, LogLevel.Warning, "The server '{Upstream}' offers '{Name}', which is left out: {Problem}.")]
    public static partial void DefinitionLeftOut(ILogger logger, string upstream, string name, string problem);

    [LoggerMessage(11, LogLevel.Warning, "The server '{Upstream}' is not used: its secret '{Reference}' is missing.")]
    public static partial void UpstreamSecretMissing(ILogger logger, string upstream, string reference);
}
