using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Programs;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Credentials for servers are read when they are needed: the tenant's, or those of whoever calls.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CredentialTests(TestPostgres postgres)
{
    private const string Tool = "wiki__lookup";
    private const string Header = "X-Api-Key";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(12);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_secret_that_is_changed_is_used_by_the_next_calls(string era)
    {
        await using var fixture = await FixtureAsync(era);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.SetSecretAsync("wiki", "first-horse", Cancel);
        await OfferAsync(gateway, fixture, "secret://wiki");
        await using var agent = await AgentAsync(gateway, gateway.AdminKey);
        (await TokenAsync(fixture, agent)).ShouldBe("first-horse");

        await gateway.Admin.SetSecretAsync("wiki", "second-horse", Cancel);

        await Eventually.TrueAsync(async () => await TokenAsync(fixture, agent) == "second-horse", Soon, "the new secret is sent", Cancel);
        await NowhereAsync(gateway, "horse");
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task Each_caller_sends_its_own_secret_in_sessions_of_its_own_and_one_that_has_none_is_told_what_to_do(string era)
    {
        await using var fixture = await FixtureAsync(era);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.SetSecretAsync("wiki", "horse-of-tenant", Cancel);
        await OfferAsync(gateway, fixture, "secret://user/wiki");
        var (ada, bob) = (await KeyAsync(gateway), await KeyAsync(gateway));
        await using var adas = await AgentAsync(gateway, ada);
        await using var bobs = await AgentAsync(gateway, bob);

        var set = await gateway.Client(ada).SetOwnSecretAsync("wiki", "horse-of-ada", Cancel);
        (set.Name, set.Reference).ShouldBe(("wiki", "secret://user/wiki"));
        (await TokenAsync(fixture, adas)).ShouldBe("horse-of-ada");
        (await Should.ThrowAsync<McpException>(() => bobs.CallAsync(Tool))).Message.ShouldContain(
            "The server 'wiki' needs your own secret 'wiki', and you have none. Set it with 'mcpp secrets set wiki --mine'.");
        await gateway.Client(bob).SetOwnSecretAsync("wiki", "horse-of-bob", Cancel);
        await Eventually.TrueAsync(async () => await TriesAsync(fixture, bobs) == "horse-of-bob", Soon, "the secret is sent as soon as it is set", Cancel);
        (await TokenAsync(fixture, adas)).ShouldBe("horse-of-ada");

        fixture.Received.Where(r => r.JsonRpcMethod == "tools/list").ShouldAllBe(r => r.Headers[Header] == "horse-of-tenant");
        fixture.Received.Where(r => r.Headers.ContainsKey("Mcp-Session-Id")).GroupBy(r => r.Headers["Mcp-Session-Id"])
            .ShouldAllBe(session => session.Select(r => r.Headers[Header]).Distinct().Count() == 1);
        await gateway.Client(ada).RemoveOwnSecretAsync("wiki", Cancel);
        await Eventually.TrueAsync(async () => await TriesAsync(fixture, adas) is null, Soon, "what was removed is no longer sent", Cancel);
        await NowhereAsync(gateway, "horse");
    }

    [Fact]
    public async Task A_server_whose_secret_is_missing_says_which_and_is_there_once_it_is_set()
    {
        await using var fixture = await FixtureAsync(nameof(FixtureEras.Modern));
        await using var gateway = await TestGateway.StartAsync(postgres);
        await OfferAsync(gateway, fixture, "secret://user/wiki");
        await using var agent = await AgentAsync(gateway, gateway.AdminKey);
        var list = await agent.Client.ListToolsAsync(new ListToolsRequestParams(), Cancel);
        list.Meta!["mcp-platform/unavailable"]!["wiki"]!.GetValue<string>().ShouldBe(
            "The server 'wiki' is used with each caller's own secret 'wiki'. To find out what it offers, the gateway needs one of the tenant: set it with 'mcpp secrets set wiki'.");

        await gateway.Admin.SetSecretAsync("wiki", "horse", Cancel);

        await Eventually.TrueAsync(
            async () => (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).Any(t => t.Name == Tool), Soon, "the tools are listed", Cancel);
    }

    [Fact]
    public async Task A_program_gets_the_secret_of_its_caller_and_starts_anew_when_that_changes()
    {
        await using var program = await ProgramBehindGateway.StartAsync(postgres, "legacy", new() { ["API_TOKEN"] = "secret://user/program" });
        var gateway = program.Gateway;
        await gateway.Admin.SetSecretAsync("program", "horse-of-tenant", Cancel);
        var (ada, bob) = (await KeyAsync(gateway), await KeyAsync(gateway));
        await gateway.Client(ada).SetOwnSecretAsync("program", "horse-of-ada", Cancel);
        await gateway.Client(bob).SetOwnSecretAsync("program", "horse-of-bob", Cancel);
        await using var adas = await program.ConnectAsync(Revisions.Modern, ada);
        await using var bobs = await program.ConnectAsync(Revisions.Modern, bob);
        await Eventually.TrueAsync(
            async () => (await adas.Client.ListToolsAsync(cancellationToken: Cancel)).Any(t => t.Name == "environment"), Soon, "the tools are listed", Cancel);

        (await adas.CallAsync("environment")).ShouldContain("API_TOKEN=horse-of-ada");
        (await bobs.CallAsync("environment")).ShouldContain("API_TOKEN=horse-of-bob");
        await gateway.Client(ada).SetOwnSecretAsync("program", "another-horse", Cancel);

        await Eventually.TrueAsync(
            async () => (await adas.CallAsync("environment")).Contains("API_TOKEN=another-horse", StringComparison.Ordinal), Soon, "a new process has the new secret", Cancel);
        (await bobs.CallAsync("environment")).ShouldContain("API_TOKEN=horse-of-bob");
    }

    [Fact]
    public async Task Nobody_sets_or_refers_to_a_secret_of_another()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var kept = "user/0123456789abcdef0123456789abcdef/wiki";
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.SetSecretAsync(kept, "x", Cancel))).Detail.ShouldContain("'mcpp secrets set NAME --mine'");
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.AddUpstreamAsync(
            new AddUpstream("wiki", "http://wiki/", Headers: new Dictionary<string, string> { [Header] = $"secret://{kept}" }), Cancel))).Detail.ShouldContain("names no secret");
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.SetOwnSecretAsync("a/b", "x", Cancel))).Detail.ShouldContain("1 to 60 letters");
    }

    private static async Task<FixtureServer> FixtureAsync(string era)
    {
        var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(era), Cancel);
        fixture.AddTool(FixtureTool.Saying("lookup", "Looks a word up.", () => Content.Result(Content.Text("Found."))));
        return fixture;
    }

    private static Task OfferAsync(TestGateway gateway, FixtureServer fixture, string reference) => gateway.OfferAsync(
        new AddUpstream("wiki", fixture.Address.ToString(), Headers: new Dictionary<string, string> { [Header] = reference }));

    private static Task<string> KeyAsync(TestGateway gateway) => gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Run);

    private static Task<Agent> AgentAsync(TestGateway gateway, string key) =>
        Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, key);

    private static async Task<string> TokenAsync(FixtureServer fixture, Agent agent)
    {
        await agent.CallAsync(Tool);
        return fixture.Received.Last(r => r.JsonRpcMethod == "tools/call").Headers[Header];
    }

    private static async Task<string?> TriesAsync(FixtureServer fixture, Agent agent)
    {
        try
        {
            return await TokenAsync(fixture, agent);
        }
        catch (McpException)
        {
            return null;
        }
    }

    private static async Task NowhereAsync(TestGateway gateway, string secret)
    {
        gateway.Logs.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
        foreach (var happened in (await gateway.Admin.ListEventsAsync(limit: 200, cancellationToken: Cancel)).Items)
        {
            System.Text.Json.JsonSerializer.Serialize(happened).ShouldNotContain(secret);
        }
    }
}
