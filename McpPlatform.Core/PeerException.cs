namespace McpPlatform.Core.Connections;

/// <summary>A conversation with a Worker failed for a reason that lies outside the platform's own records.</summary>
/// <param name="failure">What failed.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">What was caught; <see langword="null"/> for nothing.</param>
public sealed class WorkerException(WorkerFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What failed.</summary>
    public WorkerFailure Failure { get; } = failure;
}

/// <summary>What failed in a conversation with a Worker.</summary>
public enum WorkerFailure
{
    /// <summary>A connector could not do it; HTTP 502.</summary>
    Connector,

    /// <summary>No Worker could be reached; HTTP 503.</summary>
    Unreachable,

    /// <summary>No answer came in time; HTTP 504.</summary>
    TimedOut,

    /// <summary>The Worker failed; HTTP 500 without details.</summary>
    Defect,
}
