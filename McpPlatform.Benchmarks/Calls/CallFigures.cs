using System.Globalization;
using McpPlatform.Benchmarks.Calls.Agents;
using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>What was measured of one variant: turn by turn the three ways with all their might, then two of them at half load.</summary>
internal sealed class CallFigures(Variant variant)
{
    public const double WantedRatio = 0.6;
    public const double WantedMicroseconds = 100;
    public const double WantedMilliseconds = 2;
    public const double WantedKilobytes = 10;

    private readonly List<(double Direct, double Relay, double Gateway, GatewayCost Cost)> turns = [];
    private readonly List<(LoadResult Direct, LoadResult Gateway)> half = [];

    /// <summary>Calls a second at half load.</summary>
    public double HalfLoad => Of(t => t.Gateway).Median / 2;

    public void Add(double direct, double relay, double gateway, GatewayCost cost) => turns.Add((direct, relay, gateway, cost));

    public void Add(LoadResult direct, LoadResult gateway) => half.Add((direct, gateway));

    public string SpeedRow()
    {
        var (ratio, cpu, memory) = (Of(t => t.Gateway / t.Relay), Of(t => t.Cost.CpuMicroseconds), Of(t => t.Cost.AllocatedKilobytes));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {variant.Name} | {Of(t => t.Direct).Median:N0} | {Of(t => t.Relay).Median:N0} | {Of(t => t.Gateway).Median:N0} | **{ratio.Median:0.00}** ({Span(ratio, "0.00")}) | {Report.Verdict(ratio.Median >= WantedRatio)} | **{cpu.Median:0} µs** ({Span(cpu, "0")}) | {Report.Verdict(cpu.Median <= WantedMicroseconds)} | **{memory.Median:0.0} KB** | {Report.Verdict(memory.Median < WantedKilobytes)} | {Of(t => t.Cost.PausedPercent).Median:0.0} % | {Machine.Load()} |");
    }

    public string LatencyRow()
    {
        var added = Added(99);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {variant.Name} | {HalfLoad:N0} | {Both(h => h.Direct)} | {Both(h => h.Gateway)} | {Added(50).Median:0.00} ms | **{added.Median:0.00} ms** ({Span(added, "0.00")}) | {Report.Verdict(added.Median < WantedMilliseconds)} | {Machine.Load()} |");
    }

    private string Both(Func<(LoadResult Direct, LoadResult Gateway), LoadResult> which) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Series(half.Select(h => which(h).Percentile(50))).Median:0.00} / {Series(half.Select(h => which(h).Percentile(99))).Median:0.00} ms");

    private Series Added(int percent) => Series(half.Select(h => h.Gateway.Percentile(percent) - h.Direct.Percentile(percent)));

    private Series Of(Func<(double Direct, double Relay, double Gateway, GatewayCost Cost), double> figure) => Series(turns.Select(figure));

    private static Series Series(IEnumerable<double> values) => new("", [.. values]);

    private static string Span(Series series, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{series.Values.Min().ToString(format, CultureInfo.InvariantCulture)}–{series.Values.Max().ToString(format, CultureInfo.InvariantCulture)}");
}
