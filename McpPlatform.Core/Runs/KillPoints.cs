using System.Diagnostics;

namespace McpPlatform.Core.Runs;

/// <summary>
/// Named places at which a test can let the process die at once, as a power cut would. Without the environment variable
/// <c>MCPP_KILL_AT</c> a place costs one comparison.
/// </summary>
public static class KillPoints
{
    /// <summary>Environment variable that names the place, and after an <c>#</c> the how-manieth time it is reached (1 when left out).</summary>
    public const string Variable = "MCPP_KILL_AT";

    private static readonly string? Wanted = Environment.GetEnvironmentVariable(Variable)?.Split('#')[0];
    private static int remaining = Remaining();

    /// <summary>Dies here when asked to.</summary>
    /// <param name="point">Name of the place, such as <c>stage.after-commit</c>.</param>
    public static void Reached(string point)
    {
        if (Wanted is null || Wanted != point || Interlocked.Decrement(ref remaining) != 0)
        {
            return;
        }

        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    private static int Remaining() =>
        Environment.GetEnvironmentVariable(Variable)?.Split('#') is [_, var count] && int.TryParse(count, out var times) ? times : 1;
}
