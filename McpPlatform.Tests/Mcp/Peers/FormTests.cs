using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Transports;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>
/// Forms that tools ask for, before the official TypeScript client of each era, with a server of each era behind the gateway: the person sees every form
/// as the server wrote it, and the server hears what the person said.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FormTests(TestPostgres postgres)
{
    private const string LegacyClient = "legacy-forms.mjs";
    private const string ModernClient = "modern-forms.mjs";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LegacyClient, nameof(FixtureEras.Legacy))]
    [InlineData(LegacyClient, nameof(FixtureEras.Modern))]
    [InlineData(ModernClient, nameof(FixtureEras.Legacy))]
    [InlineData(ModernClient, nameof(FixtureEras.Modern))]
    public async Task A_TypeScript_client_fills_in_through_the_gateway_what_it_fills_in_at_a_server_of_its_own_era(string client, string server)
    {
        await using var itself = await FixtureServer.StartAsync(client == LegacyClient ? FixtureEras.Legacy : FixtureEras.Modern, Cancel);
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, Enum.Parse<FixtureEras>(server));

        var direct = await Journey.OfAsync(client, itself.Address, Cancel);
        var through = await Journey.OfAsync(client, new Uri(gateway.Address, "mcp"), Cancel, key: gateway.Key);

        through.Lines.ShouldBe(direct.Lines);
        through.Seen("form").Count().ShouldBe(8);
        Texts(through, "test_elicitation").ShouldBe([
            """Elicitation completed: action=accept, content={"username":"ada","email":"none"}""",
            "Elicitation completed: action=decline, content=", "Elicitation completed: action=cancel, content=",
        ]);
        Texts(through, "test_input_required_result_multi_round").ShouldBe(["Ada likes green"]);
        Texts(through, "test_input_required_result_multiple_inputs").ShouldBe(["Paris Ada, 1 roots"]);
    }

    [Fact]
    public async Task A_form_that_is_left_open_is_taken_back_from_the_client()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy, new() { ["Gateway:ParkedCallTimeout"] = "00:00:01" });

        var seen = await Journey.OfAsync("legacy-unanswered.mjs", new Uri(gateway.Address, "mcp"), Cancel, key: gateway.Key);

        seen.First("taken back").ToString().ShouldBe("Nobody waits for the answer any more.");
        seen.First("answer")["content"]![0]!["text"]!.ToString().ShouldBe("The client answered: The agent did not answer 'elicitation/create' within 1 s.");
        gateway.Fixture.Received.Count(r => r.Kind == ReceivedKind.Response).ShouldBe(1, "the late answer goes no further");
    }

    private static IEnumerable<string> Texts(Journey journey, string tool) => journey.Seen(tool).Select(answer => answer["text"]!.ToString());
}
