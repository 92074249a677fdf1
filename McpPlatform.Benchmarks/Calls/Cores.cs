using System.Diagnostics;
using System.Globalization;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>
/// Gives load and measured processes a core each. A process takes over the core of the one that starts it, and then counts one core only, as on
/// a machine that has no more.
/// </summary>
internal static class Cores
{
    private const string Load = "1";
    private const string Measured = "0";

    /// <summary>Puts this process, and what it starts from now on, on the core of the load.</summary>
    public static Task TakeLoadAsync() => MoveAsync(Load);

    /// <summary>Starts something on the core of what is measured.</summary>
    public static async Task<T> StartMeasuredAsync<T>(Func<Task<T>> start)
    {
        await MoveAsync(Measured);
        try
        {
            return await start();
        }
        finally
        {
            await MoveAsync(Load);
        }
    }

    /// <summary>Lets a process, and what it starts from now on, run where and while nobody else wants to: it stands for another machine.</summary>
    public static Task GiveWayAsync(int process) => RunAsync("chrt", ["--idle", "--all-tasks", "--pid", "0", Text(process)]);

    // Process.ProcessorAffinity would move the first thread only.
    private static Task MoveAsync(string core) => RunAsync("taskset", ["-a", "-p", "-c", core, Text(Environment.ProcessId)]);

    private static string Text(int process) => process.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(string program, IEnumerable<string> words)
    {
        using var running = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        await running.StandardOutput.ReadToEndAsync();
        await running.WaitForExitAsync();
        if (running.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program}' could not give the benchmark its cores.");
        }
    }
}
