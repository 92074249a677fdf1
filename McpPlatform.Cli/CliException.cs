namespace McpPlatform.Cli;

/// <summary>A command cannot do what it was asked; the message says what is wrong and what to do.</summary>
/// <param name="message">One sentence.</param>
internal sealed class CliException(string message) : Exception(message);
