namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>What was recognised in a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">One sentence for people. It repeats nothing of the text.</param>
/// <param name="Start">Where the passage begins in which it stands, in bytes.</param>
/// <param name="Length">How long that passage is.</param>
public readonly record struct Threat(ThreatKind Kind, ThreatSeverity Severity, string Message, int Start, int Length);
