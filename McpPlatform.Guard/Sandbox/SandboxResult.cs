namespace McpPlatform.Guard.Sandbox;

/// <summary>What went wrong in a call.</summary>
public enum SandboxFailureKind
{
    /// <summary>The call took longer than its quota of time.</summary>
    TimedOut,

    /// <summary>The call used more than its quota of processor time.</summary>
    OutOfCpuTime,

    /// <summary>The tool needed more memory than its quota.</summary>
    OutOfMemory,

    /// <summary>The tool wrote more than its quota.</summary>
    OutputTooLarge,

    /// <summary>The tool wrote nothing, or something that is neither JSON nor text.</summary>
    OutputUnreadable,

    /// <summary>The arguments are larger than <see cref="SandboxedTool.MaxArgumentBytes"/>.</summary>
    ArgumentsTooLarge,

    /// <summary>The tool said that it failed: it threw an error or ended with a code.</summary>
    Failed,

    /// <summary>The tool did something its machine does not allow, such as a division by zero.</summary>
    Trapped,

    /// <summary>The tool failed after the host refused what it asked for.</summary>
    RefusedHostCall,

    /// <summary>The code is no tool.</summary>
    InvalidTool,

    /// <summary>The slot's process ended during the call.</summary>
    Crashed,

    /// <summary>Too many calls wait already, or no slot became free in time.</summary>
    Busy,

    /// <summary>No slot can be started on this machine.</summary>
    Unavailable,
}

/// <summary>A failed call.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">One sentence for a user; without secrets that were given to the tool.</param>
public sealed record SandboxFailure(SandboxFailureKind Kind, string Message);

/// <summary>The end of a call.</summary>
/// <param name="Output">JSON in UTF-8, at most 64 levels deep; text that is no such JSON as a JSON string; empty after a failure.</param>
/// <param name="Failure">What went wrong; <see langword="null"/> when nothing did.</param>
/// <param name="CpuTime">Processor time of the call; zero when its slot did not live to tell.</param>
public sealed record SandboxResult(ReadOnlyMemory<byte> Output, SandboxFailure? Failure, TimeSpan CpuTime)
{
    internal static SandboxResult Failed(SandboxFailureKind kind, string message, TimeSpan cpuTime = default) => new(default, new SandboxFailure(kind, message), cpuTime);
}
