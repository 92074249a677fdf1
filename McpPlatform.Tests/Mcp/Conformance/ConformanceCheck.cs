namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>One thing the suite looked at.</summary>
/// <param name="Id">Which requirement it is; several checks of a scenario may share one.</param>
/// <param name="Name">Which case of it.</param>
/// <param name="Status">SUCCESS, FAILURE, WARNING, SKIPPED or INFO.</param>
/// <param name="Message">What was wrong.</param>
internal sealed record ConformanceCheck(string Id, string Name, string Status, string? Message)
{
    public override string ToString() => Message is null ? $"{Status} {Id} {Name}" : $"{Status} {Id} {Name}: {Message}";
}
