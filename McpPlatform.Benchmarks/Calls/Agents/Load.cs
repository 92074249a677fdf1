using System.Diagnostics;

namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>Many agents that call at the same time for a while: each as soon as it has its answer, or all together at a rate.</summary>
internal static class Load
{
    /// <summary>What is not counted of each load: the threads of all agents begin at once on one core, and what was idle wakes up.</summary>
    public static readonly TimeSpan RunIn = TimeSpan.FromSeconds(1);

    /// <summary>Calls over Streamable HTTP.</summary>
    /// <param name="target">Whom to call.</param>
    /// <param name="variant">What to call.</param>
    /// <param name="agents">How many agents.</param>
    /// <param name="time">How long.</param>
    /// <param name="rate">Calls a second of all agents; <see langword="null"/> for as many as can be.</param>
    public static LoadResult Run(Target target, Variant variant, int agents, TimeSpan time, double? rate = null) =>
        Run(agents, number => new HttpAgent(target, variant, number, agents), time, rate);

    /// <summary>The same of agents that somebody makes.</summary>
    public static LoadResult Run(int agents, Func<int, IAgent> newAgent, TimeSpan time, double? rate = null)
    {
        var connections = Enumerable.Range(0, agents).Select(newAgent).ToList();

        // A first call opens what the way holds open: connections, and sessions of legacy agents.
        var before = connections.Count(connection => connection.Call());
        var began = Stopwatch.GetTimestamp();
        var counted = began + Ticks(RunIn);
        var pace = rate is { } wanted ? (long)(Stopwatch.Frequency * agents / wanted) : 0;
        var work = connections.Select((connection, number) => Task.Factory.StartNew(
            () => CallUntil(connection, counted, counted + Ticks(time), pace, began + (pace * number / agents)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(work);
        var elapsed = Stopwatch.GetElapsedTime(counted);
        connections.ForEach(connection => connection.Dispose());
        return new LoadResult(
            [.. work.SelectMany(w => w.Result.Took).Order()], elapsed, agents + work.Sum(w => w.Result.Before), before + work.Sum(w => w.Result.Planted));
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static (List<long> Took, int Before, long Planted) CallUntil(IAgent agent, long counted, long end, long pace, long due)
    {
        var took = new List<long>(100_000);
        var (before, planted) = (0, 0L);
        while (true)
        {
            var start = pace == 0 ? Stopwatch.GetTimestamp() : WaitUntil(due);
            if (start >= end)
            {
                return (took, before, planted);
            }

            planted += agent.Call() ? 1 : 0;
            if (start < counted)
            {
                before++;
            }
            else
            {
                took.Add(Stopwatch.GetTimestamp() - start);
            }

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

/// <summary>What a load has found: how long each call took, in order, and all together; how many calls came before, uncounted; how many answers had something planted.</summary>
internal sealed record LoadResult(IReadOnlyList<long> Sorted, TimeSpan Elapsed, int Before, long Planted)
{
    public int Calls => Sorted.Count;

    /// <summary>With those that are not counted.</summary>
    public int All => Calls + Before;

    public double PerSecond => Calls / Elapsed.TotalSeconds;

    /// <summary>The time that so many of hundred calls did not exceed, in milliseconds.</summary>
    public double Percentile(int percent) =>
        Sorted[Math.Min(Calls - 1, Calls * percent / 100)] * 1_000.0 / Stopwatch.Frequency;
}
