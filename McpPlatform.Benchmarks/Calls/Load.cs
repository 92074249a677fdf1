using System.Diagnostics;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>Many agents that call at the same time for a while: each as soon as it has its answer, or all together at a rate.</summary>
internal static class Load
{
    /// <param name="target">Whom to call.</param>
    /// <param name="variant">What to call.</param>
    /// <param name="agents">How many agents.</param>
    /// <param name="time">How long.</param>
    /// <param name="rate">Calls a second of all agents; <see langword="null"/> for as many as can be.</param>
    public static LoadResult Run(Target target, Variant variant, int agents, TimeSpan time, double? rate = null)
    {
        var connections = Enumerable.Range(0, agents).Select(number => new AgentConnection(target, variant, number)).ToList();

        // A first call opens what the way holds open: connections, and sessions of legacy agents.
        connections.ForEach(connection => connection.Call());
        var began = Stopwatch.GetTimestamp();
        var pace = rate is { } wanted ? (long)(Stopwatch.Frequency * agents / wanted) : 0;
        var work = connections.Select((connection, number) => Task.Factory.StartNew(
            () => CallUntil(connection, began + (long)(time.TotalSeconds * Stopwatch.Frequency), pace, began + (pace * number / agents)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(work);
        var elapsed = Stopwatch.GetElapsedTime(began);
        connections.ForEach(connection => connection.Dispose());
        return new LoadResult([.. work.SelectMany(w => w.Result).Order()], elapsed, agents);
    }

    private static List<long> CallUntil(AgentConnection connection, long end, long pace, long due)
    {
        var took = new List<long>(100_000);
        while (true)
        {
            var start = pace == 0 ? Stopwatch.GetTimestamp() : WaitUntil(due);
            if (start >= end)
            {
                return took;
            }

            connection.Call();
            took.Add(Stopwatch.GetTimestamp() - start);
            due += pace;
        }
    }

    /// <summary>When the call counts as begun: one that is late because the former took too long, when it was due.</summary>
    private static long WaitUntil(long due)
    {
        var late = Stopwatch.GetTimestamp() >= due;
        while (Stopwatch.GetTimestamp() < due)
        {
            Thread.Sleep(1);
        }

        return late ? due : Stopwatch.GetTimestamp();
    }
}

/// <summary>What a load has found: how long each call took, in order, and all together; and how many calls came before.</summary>
internal sealed record LoadResult(IReadOnlyList<long> Sorted, TimeSpan Elapsed, int Before)
{
    public int Calls => Sorted.Count;

    public double PerSecond => Calls / Elapsed.TotalSeconds;

    /// <summary>The time that so many of hundred calls did not exceed, in milliseconds.</summary>
    public double Percentile(int percent) =>
        Sorted[Math.Min(Calls - 1, Calls * percent / 100)] * 1_000.0 / Stopwatch.Frequency;
}
