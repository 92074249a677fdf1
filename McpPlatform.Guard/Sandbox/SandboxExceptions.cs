namespace McpPlatform.Guard.Sandbox;

/// <summary>No slot can be started.</summary>
/// <param name="message">Why, and what to do.</param>
internal sealed class SandboxUnavailableException(string message) : Exception(message);

/// <summary>A call waited in vain.</summary>
/// <param name="message">For what.</param>
internal sealed class SandboxBusyException(string message) : Exception(message);

/// <summary>The code of a tool is none, or needs more than the call's quota.</summary>
/// <param name="kind">Which of both.</param>
/// <param name="message">Why, as the second half of a sentence about the tool.</param>
internal sealed class UnfitToolException(SandboxFailureKind kind, string message) : Exception(message)
{
    public SandboxFailureKind Kind { get; } = kind;
}
