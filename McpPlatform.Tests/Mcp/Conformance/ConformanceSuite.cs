using System.Diagnostics;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>The official conformance suite, run against a server.</summary>
internal static class ConformanceSuite
{
    /// <summary>Runs every scenario that a revision requires of a server.</summary>
    /// <param name="url">The server's MCP endpoint.</param>
    /// <param name="requirements">The revision.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <param name="authorization">The header that each request carries, where the server asks for one.</param>
    public static async Task<ConformanceReport> RunAsync(
        Uri url, string requirements, CancellationToken cancellationToken, string? authorization = null)
    {
        var suite = await SuiteInstallation.EnsureAsync(cancellationToken);
        var report = await RunAsync(suite, url, ["--requirements", requirements], authorization, cancellationToken);
        return report.Of(await SuiteInstallation.RequiredAsync(requirements, cancellationToken));
    }

    /// <summary>Runs one scenario as a revision has it.</summary>
    public static async Task<ConformanceReport> RunScenarioAsync(
        Uri url, string scenario, string revision, CancellationToken cancellationToken, string? authorization = null)
    {
        var suite = await SuiteInstallation.EnsureAsync(cancellationToken);
        var report = await RunAsync(suite, url, ["--scenario", scenario, "--spec-version", revision], authorization, cancellationToken);
        return report.Of([scenario]);
    }

    private static async Task<ConformanceReport> RunAsync(
        SuiteInstallation suite, Uri url, string[] selection, string? authorization, CancellationToken cancellationToken)
    {
        using var results = new TestFolder();
        string[] before = authorization is null ? [] : ["--import", suite.Authorize.AbsoluteUri];
        string[] arguments = [.. before, suite.Script, "server", "--url", url.AbsoluteUri, "-o", results.Path, .. selection];
        var start = new ProcessStartInfo(suite.Node, arguments);
        start.Environment["CONFORMANCE_AUTHORIZATION"] = authorization;
        var run = await CommandRun.OfAsync(start, cancellationToken);
        return Directory.EnumerateDirectories(results.Path).Any()
            ? await ConformanceReport.ReadAsync(results.Path, cancellationToken)
            : throw new InvalidOperationException($"The conformance suite ran nothing:\n{run.Output}");
    }
}
