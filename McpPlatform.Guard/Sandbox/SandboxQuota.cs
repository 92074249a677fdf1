namespace McpPlatform.Guard.Sandbox;

/// <summary>What one call of a tool may use, and how many of them run at once.</summary>
public sealed record SandboxQuota
{
    private const int MinMemoryBytes = 1_024 * 1_024;
    private const int MaxOutputBytes = 16 * 1_024 * 1_024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(1);

    /// <summary>What a tool gets unless it is told otherwise.</summary>
    public static SandboxQuota Default { get; } = new();

    /// <summary>Bytes of memory: 1 MiB to <c>Sandbox:MaxMemoryBytes</c>.</summary>
    public int MemoryBytes { get; init; } = 64 * 1_024 * 1_024;

    /// <summary>Processor time, at most an hour; checked in steps of about 10 ms.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time from when the call gets a slot, at most an hour.</summary>
    public TimeSpan WallTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of output, at most 16 MiB.</summary>
    public int OutputBytes { get; init; } = 1_024 * 1_024;

    /// <summary>Most calls of the tool that run at once for one tenant; further ones wait.</summary>
    public int Concurrency { get; init; } = 2;

    internal void Check(int maxMemoryBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, MinMemoryBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MemoryBytes, maxMemoryBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(OutputBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(OutputBytes, MaxOutputBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CpuTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CpuTime, MaxTime);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(WallTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WallTime, MaxTime);
    }
}
