using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Calls;

/// <summary>Which log messages a session of a legacy agent gets; a modern agent says it with each request.</summary>
internal sealed class LogSetting
{
    public string Level { get; private set; } = LogLevels.Unsaid;

    /// <summary>Whether the agent has said it.</summary>
    public bool IsSaid { get; private set; }

    /// <exception cref="McpErrorException">There is no such level.</exception>
    public void Set(ReadOnlyMemory<byte> parameters)
    {
        Level = Check(JsonMembers.Text(parameters, "level"u8))!;
        IsSaid = true;
    }

    /// <summary>The level a modern request asks for; <see langword="null"/> where it wants no log messages.</summary>
    /// <exception cref="McpErrorException">There is no such level.</exception>
    public static string? Of(ReadOnlyMemory<byte> meta)
    {
        var level = JsonMembers.Find(meta, MetaKeys.LogLevel);
        return level.IsEmpty ? null : Check(JsonMembers.AsText(level));
    }

    private static string? Check(string? level) => LogLevels.IsLevel(level) ? level : throw new McpErrorException(
        ErrorCodes.InvalidParams, "The log level must be one of debug, info, notice, warning, error, critical, alert, emergency.");
}
