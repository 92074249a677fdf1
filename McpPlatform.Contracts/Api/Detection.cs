namespace McpPlatform.Contracts.Api;

/// <summary>A piece of sensitive data in a line that was scanned.</summary>
/// <param name="Line">The line, 1 and on.</param>
/// <param name="Path">Where in its JSON (RFC 6901); empty for text.</param>
/// <param name="Detector">What found it, such as <c>card</c> or <c>secret.api_key</c>.</param>
/// <param name="Confidence">How sure that is: <c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Start">Where it begins in the value at the path, or in the line, in bytes of UTF-8.</param>
/// <param name="Length">How long it is, in bytes.</param>
/// <param name="Data">The data itself; <see langword="null"/> unless it was asked for.</param>
public sealed record DetectedData(long Line, string Path, string Detector, string Confidence, int Start, int Length, string? Data = null);

/// <summary>A token in a line, and what it stands for.</summary>
/// <param name="Line">The line, 1 and on.</param>
/// <param name="Token">The token, with its brackets.</param>
/// <param name="Data">The data it stands for; <see langword="null"/> where it is no token of the caller's tenant.</param>
public sealed record RevealedToken(long Line, string Token, string? Data = null);
