using System.Globalization;
using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Redaction;
using McpPlatform.Tests.Mcp.Conformance;

namespace McpPlatform.Benchmarks.Detection;

/// <summary>How fast a core looks for sensitive data in a large real document, as text and as JSON.</summary>
internal static class DetectionBenchmark
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- dlp [--times N] [--output FILE]
          dlp       scans and redacts GitHub's OpenAPI document; --output writes into a Markdown file as well, between <!-- dlp --> marks
        """;

    private const double Mega = 1e6;
    private static readonly NpmPackages Packages = new("detection", "McpPlatform.Benchmarks", "Detection");

    private static readonly DetectorSet SecretsAndCards = new(Detectors.All.Where(d => d.Category == DetectorCategory.Secret && d != Detectors.Entropy).Append(Detectors.Card));

    public static async Task RunAsync(int times, Report report)
    {
        await Packages.EnsureAsync(CancellationToken.None);
        var document = await File.ReadAllBytesAsync(Path.Combine(Packages.Modules, "@octokit", "openapi", "generated", "api.github.com.json"));
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}; {document.Length / Mega:0.0} MB, the best of {times} runs by the processor's time."));
        report.Say("");
        report.Say("| detectors | as text | found | as JSON, redacted | wanted | | load |");
        report.Say("| --- | --- | --- | --- | --- | --- | --- |");
        Measure("default", DetectorSet.Default, 200, document, times, report);
        Measure("secrets and cards", SecretsAndCards, 500, document, times, report);
    }

    private static void Measure(string name, DetectorSet detectors, double wanted, byte[] document, int times, Report report)
    {
        using var texts = new TextRedactor(RedactionRules.Default with { Detectors = detectors });
        var scanner = new TextScanner(detectors);
        var json = new JsonRedactor(texts);
        var found = scanner.Scan(document).Length;
        var text = Speed(() => scanner.Scan(document), document.Length, times);
        var redacted = Speed(() => json.Redact(document, new RedactionReport()), document.Length, times);
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | **{text:0} MB/s** | {found} | **{redacted:0} MB/s** | {wanted:0} MB/s | {Report.Verdict(Math.Min(text, redacted) >= wanted)} | {Machine.Load()} |"));
    }

    private static double Speed(Action work, int bytes, int times)
    {
        var best = Enumerable.Range(0, times).Min(_ =>
        {
            var began = Environment.CpuUsage.TotalTime;
            work();
            return (Environment.CpuUsage.TotalTime - began).TotalSeconds;
        });
        return bytes / best / Mega;
    }
}
