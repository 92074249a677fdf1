using System.Diagnostics;
using System.Globalization;
using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Guard.Sandbox;
using McpPlatform.Tests.Guard.Sandbox;

namespace McpPlatform.Benchmarks.Sandbox;

/// <summary>What a call of a sandboxed tool costs: one after another in one slot, and as many as two slots take.</summary>
internal static class SandboxBenchmark
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- sandbox [--calls N] [--output FILE]
          sandbox   calls an echo written in WASM and one in JavaScript; --output writes into a Markdown file as well, between <!-- sandbox --> marks
        """;

    private static readonly string Arguments = $$"""{"text":"{{new string('x', 1_000)}}"}""";
    private const int WarmUp = 2_000;
    private const int Callers = 8;
    private const double WantedMilliseconds = 0.3;

    public static async Task RunAsync(int calls, Report report)
    {
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}; {calls:N0} calls, arguments and result of 1 KB."));
        report.Say("");
        report.Say("| tool | one at a time: p50 | p99 | wanted p50 | | two slots, calls/s | load |");
        report.Say("| --- | --- | --- | --- | --- | --- | --- |");
        await MeasureAsync("WASM", WasmTools.Tool(WasmTools.Echo), WantedMilliseconds, calls, report);
        await MeasureAsync("JavaScript", TestSandbox.Script("export default (args) => args"), null, calls, report);
    }

    private static async Task MeasureAsync(string name, SandboxedTool tool, double? wanted, int calls, Report report)
    {
        await using var sandbox = new TestSandbox();
        await ManyAsync(sandbox, tool, WarmUp);
        var times = await OneByOneAsync(sandbox, tool, calls);
        var many = await ManyAsync(sandbox, tool, calls);
        var p50 = times[times.Length / 2];
        var verdict = wanted is { } most ? $"{most.ToString(CultureInfo.InvariantCulture)} ms | {Report.Verdict(p50 < most)}" : " | ";
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | **{p50:0.000} ms** | {times[times.Length * 99 / 100]:0.000} ms | {verdict} | {many:N0} | {Machine.Load()} |"));
    }

    private static async Task<double[]> OneByOneAsync(TestSandbox sandbox, SandboxedTool tool, int calls)
    {
        var times = new double[calls];
        for (var call = 0; call < calls; call++)
        {
            var began = Stopwatch.GetTimestamp();
            await CallAsync(sandbox, tool);
            times[call] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static async Task<double> ManyAsync(TestSandbox sandbox, SandboxedTool tool, int calls)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            for (var call = 0; call < calls / Callers; call++)
            {
                await CallAsync(sandbox, tool);
            }
        }));
        return calls / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task CallAsync(TestSandbox sandbox, SandboxedTool tool)
    {
        var result = await sandbox.RunAsync(tool, Arguments);
        if (result.Failure is not null || result.Output.Length != Arguments.Length)
        {
            throw new InvalidOperationException($"INVALID: {result.Failure?.Message ?? "an answer of another length"}");
        }
    }
}
