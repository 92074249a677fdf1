using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Conformance;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>The official suite against the gateway, with an upstream behind it that speaks only one of the eras.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ConformanceThroughGatewayTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Legacy))]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Modern))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Modern))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Legacy))]
    public async Task Every_required_scenario_passes(string revision, string upstream)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        var report = await ConformanceSuite.RunAsync(gateway.Address, revision, Cancel);
        report.Failures.ShouldBeEmpty(report.ToString());
    }
}
