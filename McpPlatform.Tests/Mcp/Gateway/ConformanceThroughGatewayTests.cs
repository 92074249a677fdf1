using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Conformance;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>
/// The official suite against the gateway, with an upstream behind it that speaks only one of the eras: all of both requirement sets, and across
/// the eras all but what the specification leaves no way for.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ConformanceThroughGatewayTests(TestPostgres postgres)
{
    // See docs/protocol-eras.md, "What cannot cross", for the sentences of the specification.
    private static readonly string[] CannotCrossFromLegacy =
    [
        "sep-2322-elicitation-incomplete",
        "sep-2575-server-rejects-undeclared-capability",
        "sep-2575-missing-capability-http-400",
    ];

    // The gateway answers as plain JSON what comes at once; the suite then only notes that there was no stream to look at.
    private const string AnsweredAsJson = "server-sse-streams-functional";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Legacy))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Modern))]
    public async Task Through_the_gateway_every_check_says_what_it_says_of_the_server_itself(string revision, string upstream)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        var direct = await ConformanceSuite.RunAsync(fixture.Address, revision, Cancel);
        var through = await ConformanceSuite.RunAsync(gateway.Address, revision, Cancel);
        Comparable(through).ShouldBe(Comparable(direct));
        through.Failures.ShouldBeEmpty(through.ToString());
    }

    [Fact]
    public async Task A_legacy_agent_gets_everything_of_a_server_that_speaks_only_2026_07_28()
    {
        var report = await RunAsync(Revisions.LatestLegacy, FixtureEras.Modern);
        report.Failures.ShouldBeEmpty(report.ToString());
    }

    [Fact]
    public async Task A_modern_agent_gets_all_that_can_cross_of_a_server_that_speaks_only_2025_11_25()
    {
        var report = await RunAsync(Revisions.Modern, FixtureEras.Legacy);
        report.Failures.Where(line => !CannotCrossFromLegacy.Any(line.Contains)).ShouldBeEmpty(report.ToString());
        report.Failures.Count.ShouldBe(CannotCrossFromLegacy.Length, "what cannot cross is a list that may only grow shorter");
    }

    private static IEnumerable<string> Comparable(ConformanceReport report) =>
        report.Lines.Where(line => !line.Contains(AnsweredAsJson, StringComparison.Ordinal));

    private async Task<ConformanceReport> RunAsync(string revision, FixtureEras upstream)
    {
        await using var fixture = await FixtureServer.StartAsync(upstream, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        return await ConformanceSuite.RunAsync(gateway.Address, revision, Cancel);
    }
}
