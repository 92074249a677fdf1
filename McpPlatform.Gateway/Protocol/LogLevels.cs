namespace McpPlatform.Gateway.Protocol;

/// <summary>Levels of log messages, least severe first (RFC 5424, 6.2.1).</summary>
internal static class LogLevels
{
    /// <summary>What a session gets that never said which it wants; a server may decide (2025-11-25, Logging).</summary>
    public const string Unsaid = "info";

    private static readonly string[] Levels = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

    public static bool IsLevel(string? level) => level is not null && Levels.Contains(level);

    /// <summary>Whether a level is as severe as a limit, or more; never where there is no limit.</summary>
    public static bool IsAtLeast(string? level, string? limit) =>
        limit is not null && Array.IndexOf(Levels, level) is var index && index >= 0 && index >= Array.IndexOf(Levels, limit);
}
