using System.Globalization;
using McpPlatform.Benchmarks.Calls.Agents;
using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>What the Gateway costs a call, next to the least that can stand in its place.</summary>
internal static class CallBenchmark
{
    // The runtime compiles what is hot as well as it can beside the calls, on the one core that both have: until calls get no cheaper.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private const int MostWarmUps = 9;
    private const double StillCheaper = 0.97;

    /// <summary>
    /// Measures: 1. calls a second of the three ways in turn; 2. latency at half of the Gateway's load; 3. calls of which no decision is known;
    /// 4. gateways of others; 5. that the work was done: a record of every call, and nothing planted that got through.
    /// </summary>
    public static async Task RunAsync(CallArguments arguments, Report report)
    {
        await using var bench = await CallBench.StartAsync();
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}; {arguments.Connections} connections; {arguments.Times} times in turn, {arguments.Seconds} s each, median (least–greatest)."));
        var figures = Variant.All.Where(v => v.Name.Contains(arguments.Only ?? "", StringComparison.Ordinal)).Select(v => (v, new CallFigures(v))).ToList();
        await CompareAsync(bench, arguments, figures, report);
        await DelayAsync(bench, arguments, figures, report);
        await DecideAsync(bench, arguments, report);
        await PeerComparison.RunAsync(bench, arguments, report);
        await AuditAsync(bench, report);
    }

    private static async Task CompareAsync(CallBench bench, CallArguments arguments, List<(Variant Variant, CallFigures Figures)> all, Report report)
    {
        report.Say("");
        report.Say("| variant | direct, calls/s | relay, calls/s | gateway, calls/s | gateway ÷ relay (wanted 0.60) | | CPU a call (wanted 100 µs) | | allocated a call (wanted < 10 KB) | | held up by collections | load |");
        report.Say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (variant, figures) in all)
        {
            await WarmUpAsync(bench, arguments, variant);
            await TurnAsync(bench, arguments, variant);
            for (var turn = 0; turn < arguments.Times; turn++)
            {
                var (direct, relay, gateway, cost) = await TurnAsync(bench, arguments, variant);
                figures.Add(direct, relay, gateway, cost);
            }

            report.Say(figures.SpeedRow());
        }
    }

    private static async Task WarmUpAsync(CallBench bench, CallArguments arguments, Variant variant)
    {
        var least = double.MaxValue;
        for (var (round, idle) = (0, 0); round < MostWarmUps && idle < 2; round++)
        {
            var (_, cost) = await bench.CallGatewayAsync(variant, arguments.Connections, WarmUp);
            idle = cost.CpuMicroseconds < least * StillCheaper ? 0 : idle + 1;
            least = Math.Min(least, cost.CpuMicroseconds);
        }
    }

    private static async Task<(double Direct, double Relay, double Gateway, GatewayCost Cost)> TurnAsync(CallBench bench, CallArguments arguments, Variant variant)
    {
        var time = TimeSpan.FromSeconds(arguments.Seconds);
        var direct = Load.Run(bench.Direct(variant), variant, arguments.Connections, time);
        var relay = Load.Run(bench.Relay(variant), variant, arguments.Connections, time);
        var (gateway, cost) = await bench.CallGatewayAsync(variant, arguments.Connections, time);
        return (direct.PerSecond, relay.PerSecond, gateway.PerSecond, cost);
    }

    private static async Task DelayAsync(CallBench bench, CallArguments arguments, List<(Variant Variant, CallFigures Figures)> all, Report report)
    {
        report.Say("");
        report.Say("| variant | half load, calls/s | direct p50 / p99 | gateway p50 / p99 | added p50 | added p99 (wanted < 2 ms) | | load |");
        report.Say("| --- | --- | --- | --- | --- | --- | --- | --- |");
        var time = TimeSpan.FromSeconds(arguments.Seconds);
        foreach (var (variant, figures) in all)
        {
            for (var turn = 0; turn < arguments.Times; turn++)
            {
                var direct = Load.Run(bench.Direct(variant), variant, arguments.Connections, time, figures.HalfLoad);
                var (gateway, _) = await bench.CallGatewayAsync(variant, arguments.Connections, time, figures.HalfLoad);
                figures.Add(direct, gateway);
            }

            report.Say(figures.LatencyRow());
        }
    }

    // All else that is measured knows nearly every decision.
    private static async Task DecideAsync(CallBench bench, CallArguments arguments, Report report)
    {
        var (variant, time) = (Variant.All[0], TimeSpan.FromSeconds(arguments.Seconds));
        await bench.ForgetDecisionsAsync(true);
        await bench.CallGatewayAsync(variant, arguments.Connections, time);
        var (result, cost) = await bench.CallGatewayAsync(variant, arguments.Connections, time);
        await bench.ForgetDecisionsAsync(false);
        report.Say("");
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Where the engine has to decide every call ({variant.Name}): {result.PerSecond:N0} calls/s, p50 {result.Percentile(50):0.00} ms, p99 {result.Percentile(99):0.00} ms, {cost.CpuMicroseconds:0} µs of the Gateway's processor time a call beside the engine's."));
    }

    private static async Task AuditAsync(CallBench bench, Report report)
    {
        var (records, metered, redactions, whole) = await bench.AuditAsync();
        var isDone = records == bench.Calls && metered == bench.Calls && redactions == bench.Planted && whole;
        report.Say("");
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isDone ? "" : "**INVALID** ")}{records:N0} records and {metered:N0} metered calls of {bench.Calls:N0} calls; {redactions:N0} redactions of {bench.Planted:N0} addresses; the chain of the records {(whole ? "holds" : "does not hold")}."));
    }
}
