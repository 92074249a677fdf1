using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>The fixture itself conforms, so that a gateway before it can be measured by it.</summary>
public sealed class ConformanceDirectTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Both))]
    public Task The_fixture_passes_all_of_2025_11_25(string eras) =>
        PassAsync(eras, address => ConformanceSuite.RunAsync(address, Revisions.LatestLegacy, Token));

    [Theory]
    [InlineData(nameof(FixtureEras.Modern))]
    [InlineData(nameof(FixtureEras.Both))]
    public Task The_fixture_passes_all_of_2026_07_28(string eras) =>
        PassAsync(eras, address => ConformanceSuite.RunAsync(address, Revisions.Modern, Token));

    [Theory]
    [InlineData("server-sse-polling", Revisions.LatestLegacy)]
    [InlineData("server-session-lifecycle", Revisions.LatestLegacy)]
    [InlineData("json-schema-2020-12", Revisions.LatestLegacy)]
    [InlineData("json-schema-2020-12", Revisions.Modern)]
    [InlineData("http-header-validation", Revisions.Modern)]
    [InlineData("http-custom-header-server-validation", Revisions.Modern)]
    public Task The_fixture_passes_what_is_reported_but_not_required(string scenario, string revision) =>
        PassAsync(nameof(FixtureEras.Both), address => ConformanceSuite.RunScenarioAsync(address, scenario, revision, Token));

    [Theory]
    [InlineData("dns-rebinding-protection")]
    [InlineData("http-header-validation")]
    [InlineData("server-stateless")]
    public async Task Each_request_of_the_suite_carries_the_authorization_it_is_told(string scenario)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Token);
        await ConformanceSuite.RunScenarioAsync(fixture.Address, scenario, Revisions.Modern, Token, "Bearer key");
        fixture.Received.ShouldNotBeEmpty();
        fixture.Received.ShouldAllBe(message => message.Headers["Authorization"] == "Bearer key");
    }

    private static async Task PassAsync(string eras, Func<Uri, Task<ConformanceReport>> run)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(eras), Token);
        var report = await run(fixture.Address);
        report.Shortcomings.ShouldBeEmpty(report.ToString());
    }
}
