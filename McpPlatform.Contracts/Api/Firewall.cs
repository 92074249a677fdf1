namespace McpPlatform.Contracts.Api;

/// <summary>A threat in a line that was scanned.</summary>
/// <param name="Line">The line, 1 and on.</param>
/// <param name="Path">Where in its JSON (RFC 6901); empty for text.</param>
/// <param name="Kind">What it is: <c>injection</c>, <c>role_markup</c>, <c>hidden_text</c>, <c>exfiltration</c> or <c>size</c>.</param>
/// <param name="Severity">How bad it is: <c>notice</c>, <c>warning</c> or <c>danger</c>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Start">Where the passage begins in which it stands, in the value at the path or in the line, in bytes of UTF-8.</param>
/// <param name="Length">How long that passage is, in bytes.</param>
/// <param name="Text">The passage itself; <see langword="null"/> unless it was asked for.</param>
public sealed record DetectedThreat(long Line, string Path, string Kind, string Severity, string Message, int Start, int Length, string? Text = null);
