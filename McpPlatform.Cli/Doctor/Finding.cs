namespace McpPlatform.Cli.Doctor;

/// <summary>What was found.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Ok">Whether it is well.</param>
/// <param name="Message">What was found, and what to do.</param>
internal sealed record Finding(string What, bool Ok, string Message);
