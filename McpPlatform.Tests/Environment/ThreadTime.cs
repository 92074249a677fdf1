using System.Diagnostics;
using System.Runtime.InteropServices;

namespace McpPlatform.Tests.Environment;

/// <summary>
/// Processor time of the thread that asks: what it did itself, however busy the machine is (POSIX <c>clock_gettime</c>). Where there is no such clock,
/// time as it goes by.
/// </summary>
internal static partial class ThreadTime
{
    private const int OfThread = 3;

    public static double Milliseconds =>
        OperatingSystem.IsLinux() && GetTime(OfThread, out var time) == 0 ? (time.Seconds * 1e3) + (time.Nanoseconds / 1e6)
        : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
