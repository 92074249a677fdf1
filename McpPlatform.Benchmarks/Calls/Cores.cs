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

    // Process.ProcessorAffinity would move the first thread only.
    private static async Task MoveAsync(string core)
    {
        var command = new ProcessStartInfo("taskset") { RedirectStandardOutput = true };
        foreach (var word in new[] { "-a", "-p", "-c", core, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) })
        {
            command.ArgumentList.Add(word);
        }

        using var taskset = Process.Start(command)!;
        await taskset.StandardOutput.ReadToEndAsync();
        await taskset.WaitForExitAsync();
        if (taskset.ExitCode != 0)
        {
            throw new InvalidOperationException($"taskset could not move the benchmark to core {core}.");
        }
    }
}
