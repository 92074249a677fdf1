using System.Diagnostics;
using System.Globalization;
using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Guard.Policy;

namespace McpPlatform.Benchmarks.Policy;

/// <summary>What a decision costs: one that is known, and one that is asked of the engine, by policies that can apply to the action.</summary>
internal static class PolicyBenchmark
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- policy [--decisions N] [--output FILE]
          policy    decides calls of tools by 7, 52 and 502 policies; --output writes into a Markdown file as well, between <!-- policy --> marks
        """;

    private const int Shipped = 3;
    private const int WarmUp = 500;
    private const int Known = 1_000_000;
    private static readonly int[] Sizes = [7, 52, 502];

    public static async Task RunAsync(int decisions, Report report)
    {
        report.Say(string.Create(
            CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}; {decisions:N0} decisions asked of the engine one after another, {Known:N0} known ones."));
        report.Say("");
        report.Say("| policies of the slice | asked: p50 | p99 | known, decisions/s | load |");
        report.Say("| --- | --- | --- | --- | --- |");
        foreach (var size in Sizes)
        {
            await using var policies = await TestPolicies.StartAsync(string.Join('\n', Enumerable.Range(0, size - Shipped).Select(Policy)));
            await AskAsync(policies, "warm", WarmUp);
            var times = await AskAsync(policies, "ask", decisions);
            var known = await KnownAsync(policies);
            report.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size} | **{times[times.Length / 2]:0.00} ms** | {times[times.Length * 99 / 100]:0.00} ms | {known:N0} | {Machine.Load()} |"));
        }
    }

    private static string Policy(int number) => $$"""
        @id("p{{number}}") forbid (principal, action == Action::"tool.call", resource == Tool::"server{{number}}/tool")
        when { resource has risk && resource.risk == "critical" && principal.name == "robot{{number}}" };
        """;

    // Each tool is another to policies that name tools, so that nothing is known.
    private static async Task<double[]> AskAsync(TestPolicies policies, string name, int decisions)
    {
        var times = new double[decisions];
        for (var at = 0; at < decisions; at++)
        {
            var request = TestPolicies.Call($"{name}/{at}", RiskClass.Low);
            var began = Stopwatch.GetTimestamp();
            var decision = await policies.Policy.DecideAsync(request, CancellationToken.None);
            times[at] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            Check(decision);
        }

        Array.Sort(times);
        return times;
    }

    private static async Task<double> KnownAsync(TestPolicies policies)
    {
        var request = TestPolicies.Call("warm/0", RiskClass.Low);
        var began = Stopwatch.GetTimestamp();
        for (var at = 0; at < Known; at++)
        {
            Check(await policies.Policy.DecideAsync(request, CancellationToken.None));
        }

        return Known / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static void Check(PolicyDecision decision)
    {
        if (!decision.Allowed)
        {
            throw new InvalidOperationException($"INVALID: refused by '{decision.Rule}'.");
        }
    }
}
