using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>The levels of log messages.</summary>
internal static class LogLevels
{
    private static readonly string[] Ascending = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

    public static bool Reaches(string level, string least) => Array.IndexOf(Ascending, level) >= Array.IndexOf(Ascending, least);

    public static string Known(string? level) =>
        Ascending.Contains(level) ? level! : throw RpcException.InvalidParams($"There is no log level '{level}'.");
}
