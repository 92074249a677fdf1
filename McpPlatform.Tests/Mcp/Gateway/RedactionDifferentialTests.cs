using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Conformance;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>
/// Redaction changes nothing but what it hides. The official suite runs against a gateway whose own detector finds every word and makes a token of it, so
/// that nothing goes the quick way and every answer is written anew; then the tokens are turned back, and each check has to say what it says without.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RedactionDifferentialTests(TestPostgres postgres)
{
    private const int FewestTokens = 100;

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
    public async Task With_every_word_hidden_and_shown_again_every_check_says_what_it_says_otherwise(string revision, string upstream)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(upstream), Cancel);
        await using var plain = await GatewayBefore.StartAsync(postgres, fixture);
        var undo = new UndoneRedaction();
        await using var forced = await GatewayBefore.StartAsync(postgres, fixture, EveryWord, undo);

        var expected = await ConformanceSuite.RunAsync(plain.Address, revision, Cancel);
        var found = await ConformanceSuite.RunAsync(forced.Address, revision, Cancel);

        found.Lines.ShouldBe(expected.Lines);
        undo.Undone.ShouldBeGreaterThan(FewestTokens);
    }
}
