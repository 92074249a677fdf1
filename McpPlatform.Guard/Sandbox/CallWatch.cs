using System.ComponentModel;
using System.Diagnostics;

namespace McpPlatform.Guard.Sandbox;

/// <summary>Why a slot was killed during a call.</summary>
internal enum KillReason
{
    None,
    WallTime,
    CpuTime,
    Cancelled,
}

/// <summary>Kills a slot's process when its call takes too long, uses too much processor time or is cancelled; whoever reads from the slot sees its end.</summary>
internal sealed class CallWatch : IDisposable
{
    private static readonly TimeSpan CpuStep = TimeSpan.FromMilliseconds(10);
    private readonly Lock gate = new();
    private readonly Process process;
    private readonly TimeSpan mostCpu;
    private readonly ITimer wall;
    private readonly ITimer cpu;
    private readonly CancellationTokenRegistration cancelled;
    private bool over;

    /// <summary>Begins to watch.</summary>
    /// <param name="process">The slot's process.</param>
    /// <param name="cpuBefore">Its processor time so far.</param>
    /// <param name="quota">What the call may use.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public CallWatch(Process process, TimeSpan cpuBefore, SandboxQuota quota, TimeProvider time, CancellationToken cancellationToken)
    {
        this.process = process;
        mostCpu = cpuBefore + quota.CpuTime;
        wall = time.CreateTimer(_ => Kill(KillReason.WallTime), null, quota.WallTime, Timeout.InfiniteTimeSpan);
        cpu = time.CreateTimer(_ => CheckCpu(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // In less wall time than its quota of processor time a slot, which computes on one thread, cannot use it up.
        cpu.Change(quota.CpuTime, Timeout.InfiniteTimeSpan);
        cancelled = cancellationToken.UnsafeRegister(_ => Kill(KillReason.Cancelled), null);
    }

    public KillReason Reason { get; private set; }

    public void Dispose()
    {
        lock (gate)
        {
            over = true;
        }

        cancelled.Dispose();
        wall.Dispose();
        cpu.Dispose();
    }

    private void CheckCpu()
    {
        var left = mostCpu - Used();
        if (left <= TimeSpan.Zero)
        {
            Kill(KillReason.CpuTime);
            return;
        }

        lock (gate)
        {
            if (!over)
            {
                cpu.Change(left > CpuStep ? left : CpuStep, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private TimeSpan Used()
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
            return TimeSpan.Zero;
        }
    }

    // After the call the process is the next call's.
    private void Kill(KillReason reason)
    {
        lock (gate)
        {
            if (over || Reason != KillReason.None)
            {
                return;
            }

            Reason = reason;
            process.Kill();
        }
    }
}
