using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Conformance;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>
/// The slow ways lead where the quick ones lead. The official suite runs against a gateway with every slow trigger pulled at once, within an era and
/// across: a detector finds every word and makes a token of it, so that every answer is written anew; the upstream answers whatever it can as a stream of
/// events; and what agents and upstream send comes a few bytes at a time. Then the tokens are turned back, and each check has to say what it says without.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DifferentialTests(TestPostgres postgres)
{
    private const int FewestTokens = 100;
    private const int FewestReads = 1_000;
    private const int FewestStreams = 20;

    private static readonly Dictionary<string, string?> EveryWord = new()
    {
        ["Detection:Detectors:0"] = "card", ["Detection:Custom:word:Pattern"] = "[A-Za-z]{2,}", ["Detection:Actions:word"] = "Tokenise",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Legacy))]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Modern))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Modern))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Legacy))]
    public async Task With_every_slow_trigger_pulled_every_check_says_what_it_says_otherwise(string revision, string upstream)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel);
        await using var plain = await GatewayBefore.StartAsync(postgres, fixture);
        await using var slow = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel, isSlow: true);
        var (undo, requests) = (new UndoneRedaction(), new TrickledRequests());
        await using var forced = await GatewayBefore.StartAsync(postgres, slow, EveryWord, requests, undo);

        var expected = await ConformanceSuite.RunAsync(plain.Address, revision, Cancel);
        var found = await ConformanceSuite.RunAsync(forced.Address, revision, Cancel);

        found.Lines.ShouldBe(expected.Lines);
        undo.Undone.ShouldBeGreaterThan(FewestTokens);
        requests.Reads.ShouldBeGreaterThan(FewestReads);
        slow.Forced.ShouldBeGreaterThan(upstream == nameof(FixtureEras.Modern) ? FewestStreams : 0);
    }
}
