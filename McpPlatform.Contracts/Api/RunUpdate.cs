using McpPlatform.Contracts.Events;

namespace McpPlatform.Contracts.Api;

/// <summary>One message of a run's live stream: exactly one of the two is set.</summary>
/// <param name="Event">Something that happened and is kept.</param>
/// <param name="Progress">How far the run has come; kept nowhere.</param>
public sealed record RunUpdate(PlatformEvent? Event, RunProgress? Progress)
{
    /// <summary>The stream's name of a kept event.</summary>
    public const string EventName = "event";

    /// <summary>The stream's name of progress.</summary>
    public const string ProgressName = "progress";
}

/// <summary>Questions one asks of a <see cref="RunState"/>.</summary>
public static class RunStateExtensions
{
    /// <summary>Whether a run in this state has ended; it may still be resumed by hand.</summary>
    /// <param name="state">The state.</param>
    public static bool IsFinal(this RunState state) => state is RunState.Succeeded or RunState.Failed or RunState.Cancelled;
}
