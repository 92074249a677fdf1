namespace McpPlatform.Core;

/// <summary>A part the platform relies on (a Worker, a connector, a registry, the warehouse) could not do its share.</summary>
/// <param name="failure">What failed.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">What was caught; <see langword="null"/> for nothing.</param>
public sealed class PeerException(PeerFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What failed.</summary>
    public PeerFailure Failure { get; } = failure;
}

/// <summary>How a <see cref="PeerException"/> came about.</summary>
public enum PeerFailure
{
    /// <summary>A connector could not do it; HTTP 502.</summary>
    Connector,

    /// <summary>A remote registry could not be reached, or answered what it should not; HTTP 502.</summary>
    Registry,

    /// <summary>It could not be reached; HTTP 503.</summary>
    Unreachable,

    /// <summary>No answer came in time; HTTP 504.</summary>
    TimedOut,

    /// <summary>It failed for a reason of its own; HTTP 500 without details.</summary>
    Defect,
}
