using Microsoft.Extensions.Logging;

namespace McpPlatform.Connectors;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Connector}: {Tool} failed unexpectedly")]
    public static partial void ToolFailed(this ILogger logger, Exception exception, string connector, string tool);

    [LoggerMessage(2, LogLevel.Warning, "{Connector}: a data link failed")]
    public static partial void LinkFailed(this ILogger logger, Exception exception, string connector);

    [LoggerMessage(3, LogLevel.Information, "Connector {Connector} is served at {Address}, rows at {DataAddress}")]
    public static partial void Serving(this ILogger logger, string connector, string address, string dataAddress);
}
