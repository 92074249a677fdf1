using System.Diagnostics;
using System.Globalization;

namespace McpPlatform.Benchmarks.Measuring;

/// <summary>Two ways to do the same, run in turn so that a machine that drifts drifts for both.</summary>
public sealed record Comparison(Series Ours, Series Theirs)
{
    /// <summary>How fast ours is next to theirs: 1 is equal, more is faster. Median of the ratios of neighbouring runs.</summary>
    public Series Speed => new("ratio", [.. Theirs.Values.Zip(Ours.Values, (theirs, ours) => theirs / ours)]);

    /// <summary>Runs both in turn after one uncounted turn each.</summary>
    public static async Task<Comparison> RunAsync(
        string oursName, Func<Task<TimeSpan>> ours, string theirsName, Func<Task<TimeSpan>> theirs, int times)
    {
        await theirs();
        await ours();
        var oursValues = new List<double>();
        var theirsValues = new List<double>();
        for (var i = 0; i < times; i++)
        {
            theirsValues.Add((await theirs()).TotalSeconds);
            oursValues.Add((await ours()).TotalSeconds);
        }

        return new Comparison(new Series(oursName, oursValues), new Series(theirsName, theirsValues));
    }

    public static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        await action();
        return watch.Elapsed;
    }

    public string Row(string what, double target) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {Ours.Describe("s")} | {Theirs.Name}: {Theirs.Describe("s")} | **{Speed.Median:0.00}** ({Speed.Values.Min():0.00}–{Speed.Values.Max():0.00}) | {target:0.00} | {Report.Verdict(Speed.Median >= target)} |");
}
