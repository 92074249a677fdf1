using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Gateway.Identity;
using McpPlatform.Tests.Guard.Tokens;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>What upstreams get in place of the tokens with which callers come, from a real provider.</summary>
public sealed class TokenExchangeTests(TestPostgres postgres)
{
    private const string Resource = "https://upstream.example/mcp";
    private const string Tool = "test_simple_text";
    private const string OwnHeader = "Bearer of-the-gateway";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FixtureEras.Legacy, "2025-11-25")]
    [InlineData(FixtureEras.Legacy, "2026-07-28")]
    [InlineData(FixtureEras.Modern, "2025-11-25")]
    [InlineData(FixtureEras.Modern, "2026-07-28")]
    public async Task An_upstream_gets_a_token_made_for_it_and_never_the_callers_own(object eras, string revision)
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var fixture = await FixtureServer.StartAsync((FixtureEras)eras, Cancel);
        await using var gateway = await StartAsync(provider, fixture, new MovableTime());
        var token = await TokenAsync(provider, gateway);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, token);
        await agent.CallAsync(Tool);
        await agent.CallAsync(Tool);

        var sent = CallsOf(fixture);
        sent.Count.ShouldBe(2);
        sent[1].ShouldBe(sent[0], "it is kept");
        var claims = JsonNode.Parse(TokenForge.Bytes(sent[0]["Bearer ".Length..].Split('.')[1]))!;
        ((string)claims["aud"]!).ShouldBe(Resource);
        ((string)claims["sub"]!).ShouldBe("robot");
        fixture.Received.ShouldAllBe(m => !m.Headers.Values.Any(v => v.Contains(token)));
        gateway.Logs.ShouldAllBe(line => !line.Contains(token) && !line.Contains(sent[0]));
    }

    [Fact]
    public async Task The_gateway_lists_what_an_upstream_offers_as_itself()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await StartAsync(provider, fixture, new MovableTime());
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), "2026-07-28", gateway.AdminKey);
        (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).ShouldContain(t => t.Name == Tool);
        fixture.Received.Where(m => m.JsonRpcMethod == "tools/list").ShouldAllBe(m => m.Headers["Authorization"] == OwnHeader);
    }

    [Fact]
    public async Task A_token_is_exchanged_anew_shortly_before_the_former_one_ends()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        var time = new MovableTime();
        await using var gateway = await StartAsync(provider, fixture, time);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), "2026-07-28", await TokenAsync(provider, gateway));
        await agent.CallAsync(Tool);
        time.Pass(TimeSpan.FromSeconds(580));
        await agent.CallAsync(Tool);
        var sent = CallsOf(fixture);
        sent[1].ShouldNotBe(sent[0]);
    }

    [Fact]
    public async Task A_caller_without_a_token_is_told_what_is_missing_and_nothing_is_sent()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await StartAsync(provider, fixture, new MovableTime());
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), "2026-07-28", gateway.AdminKey);
        (await Should.ThrowAsync<McpException>(() => agent.CallAsync(Tool))).Message.ShouldContain("knows its callers by tokens of 'corp'");
        CallsOf(fixture).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_issuer_that_is_gone_fails_the_call_with_a_reason_and_nothing_is_sent()
    {
        var provider = await OidcProvider.StartAsync(Cancel);
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await StartAsync(provider, fixture, new MovableTime());
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), "2026-07-28", await TokenAsync(provider, gateway));
        await agent.Client.ListToolsAsync(cancellationToken: Cancel);
        await provider.DisposeAsync();
        (await Should.ThrowAsync<McpException>(() => agent.CallAsync(Tool))).Message.ShouldContain("the issuer 'corp' could not be asked for a token");
        CallsOf(fixture).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upstream_whose_issuer_is_not_trusted_is_named_as_unavailable()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(Upstream(fixture));
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), "2026-07-28", gateway.AdminKey);
        using var answer = await agent.CallAsync("tools/list", "{}");
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("is not among 'Gateway:Issuers'");
    }

    private static IReadOnlyList<string> CallsOf(FixtureServer fixture) =>
        [.. fixture.Received.Where(m => m.JsonRpcMethod == "tools/call").Select(m => m.Headers["Authorization"])];

    private static Task<string> TokenAsync(OidcProvider provider, TestGateway gateway) =>
        provider.RobotTokenAsync($"{gateway.Address}mcp", "mcpp:read mcpp:run", Cancel);

    private static AddUpstream Upstream(FixtureServer fixture) =>
        new("fixture", fixture.Address.ToString(), Prefix: "", Headers: new Dictionary<string, string> { ["Authorization"] = OwnHeader })
        {
            TokenExchange = new UpstreamTokenExchange("corp", Resource),
        };

    private async Task<TestGateway> StartAsync(OidcProvider provider, FixtureServer fixture, MovableTime time)
    {
        var gateway = await TestGateway.StartAsync(
            postgres,
            new()
            {
                ["Gateway:Issuers:corp:Address"] = provider.Issuer,
                ["Gateway:Issuers:corp:ClientId"] = "workbench",
                ["Gateway:Issuers:corp:ClientSecret"] = "secret://corp-client",
                ["Gateway:Issuers:corp:Scopes:0:Scope"] = "mcpp:read",
                ["Gateway:Issuers:corp:Scopes:0:Gives:0"] = "read",
                ["Gateway:Issuers:corp:Scopes:1:Scope"] = "mcpp:run",
                ["Gateway:Issuers:corp:Scopes:1:Gives:0"] = "run",
            },
            services => services.AddSingleton<TimeProvider>(time));
        await gateway.Admin.SetSecretAsync("corp-client", "workbench-secret", Cancel);
        await gateway.OfferAsync(Upstream(fixture));
        return gateway;
    }
}
