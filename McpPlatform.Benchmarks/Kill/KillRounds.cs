using System.Diagnostics;
using McpPlatform.Core.Runs;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Journeys;

namespace McpPlatform.Benchmarks.Kill;

/// <summary>The whole of the kill matrix, then kills from outside at moments that a seed determines. Each round is verified; the first that fails ends it.</summary>
internal static class KillRounds
{
    public static async Task RunAsync(int times, int seed)
    {
        await using var postgres = new TestPostgres();
        await postgres.InitializeAsync();
        await using var stage = new KillStage(postgres);
        await stage.InitializeAsync();
        foreach (var moment in KillPointCatalog.Matrix)
        {
            await RoundAsync(moment, () => stage.KillOnceAsync(moment, _ => Task.CompletedTask, CancellationToken.None));
        }

        for (var number = 1; number <= times; number++)
        {
            var kill = RandomKill.Of(seed, number);
            await RoundAsync(
                $"from outside {number} of {times}, {kill.Wait.TotalMilliseconds:F0} ms (seed {seed})",
                () => stage.KillOnceAsync(null, worker => kill.StrikeAsync(worker, CancellationToken.None), CancellationToken.None));
        }

        Console.WriteLine($"{KillPointCatalog.Matrix.Count} moments and {times} kills from outside: nothing lost, nothing doubled.");
    }

    private static async Task RoundAsync(string name, Func<Task> round)
    {
        var begin = Stopwatch.GetTimestamp();
        await round();
        Console.WriteLine($"ok  {Stopwatch.GetElapsedTime(begin).TotalSeconds,5:F1} s  {name}");
    }
}
