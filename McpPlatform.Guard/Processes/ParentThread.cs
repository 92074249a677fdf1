using System.Collections.Concurrent;
using System.Diagnostics;

namespace McpPlatform.Guard.Processes;

/// <summary>
/// The thread that starts all processes the host supervises. Linux tells a child of its parent's death when the thread that started it ends, so that
/// has to be one that lives as long as the host.
/// </summary>
public static class ParentThread
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Wanted = [];

    static ParentThread() => new Thread(Work) { IsBackground = true, Name = "parent of processes" }.Start();

    /// <summary>Starts a process.</summary>
    /// <param name="start">Which.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The system does not start it.</exception>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Wanted.Add((start, started));
        return started.Task;
    }

    private static void Work()
    {
        foreach (var (start, started) in Wanted.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        }
    }
}
