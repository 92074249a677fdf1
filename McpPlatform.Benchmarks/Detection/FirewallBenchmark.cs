using System.Diagnostics;
using System.Globalization;
using System.Text;
using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Guard.Firewall.Texts;

namespace McpPlatform.Benchmarks.Detection;

/// <summary>How fast a core looks for threats in what holds none, which is nearly everything, and what a passage costs that is read word by word.</summary>
internal static class FirewallBenchmark
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- firewall [--times N] [--output FILE]
          firewall  looks at 64 KiB of prose and of JSON; --output writes into a Markdown file as well, between <!-- firewall --> marks
        """;

    private const int Size = 65_536;
    private const string Prose = "It was late in the autumn when the last boats came back to the harbour. Nobody had expected so many of them, and the market opened two hours early. Prices fell by noon; ";
    private const string Row = """{"id":4711,"title":"Blue coat, size 40","price":89.5,"stock":{"Rotterdam":4,"Lyon":0},"changed":"2026-02-11T08:14:55Z"},""";

    public static void Run(int times, Report report)
    {
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}; {Size / 1024} KiB, the best of {times} runs."));
        report.Say("");
        report.Say("| text | looked at | wanted | |");
        report.Say("| --- | --- | --- | --- |");
        Measure("prose", Prose, times, report);
        Measure("JSON", Row, times, report);
    }

    private static void Measure(string name, string piece, int times, Report report)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, Size / piece.Length)));
        var finder = new ThreatFinder();
        var best = Enumerable.Range(0, times).Min(_ =>
        {
            var began = Stopwatch.GetTimestamp();
            finder.Find(text);
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        });
        var speed = text.Length / best / 1e6;
        report.Say(string.Create(CultureInfo.InvariantCulture, $"| {name} | **{speed:0} MB/s** | 1000 MB/s | {Report.Verdict(speed >= 1000)} |"));
    }
}
