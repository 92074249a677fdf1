using System.Diagnostics;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>The official conformance suite, run against a server.</summary>
internal static class ConformanceSuite
{
    /// <summary>Runs every scenario that a revision requires of a server.</summary>
    public static async Task<ConformanceReport> RunAsync(Uri url, string requirements, CancellationToken cancellationToken)
    {
        var suite = await SuiteInstallation.EnsureAsync(cancellationToken);
        var report = await RunAsync(url, ["--requirements", requirements], cancellationToken);
        return report.Of(await suite.RequiredAsync(requirements, cancellationToken));
    }

    /// <summary>Runs one scenario as a revision has it.</summary>
    public static Task<ConformanceReport> RunScenarioAsync(Uri url, string scenario, string revision, CancellationToken cancellationToken) =>
        RunAsync(url, ["--scenario", scenario, "--spec-version", revision], cancellationToken);

    private static async Task<ConformanceReport> RunAsync(Uri url, string[] selection, CancellationToken cancellationToken)
    {
        var suite = await SuiteInstallation.EnsureAsync(cancellationToken);
        using var results = new TestFolder();
        var output = await CommandRun.OutputAsync(
            new ProcessStartInfo(suite.Node, [suite.Script, "server", "--url", url.ToString(), "-o", results.Path, .. selection]), cancellationToken);
        var report = await ConformanceReport.ReadAsync(results.Path, cancellationToken);
        return report.Scenarios.Count > 0 ? report : throw new InvalidOperationException($"The conformance suite ran nothing:\n{output}");
    }
}
