using System.Diagnostics;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Upstreams;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>A server that goes, hangs, comes back or is replaced: what its agents are told, and when it is used again.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class IsolationTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy))]
    [InlineData(nameof(FixtureEras.Modern))]
    public async Task A_server_that_is_gone_is_left_alone_its_tools_say_why_and_it_is_used_again_when_it_is_back(string eras)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(eras), Cancel);
        await using var road = PortForward.To(fixture.Address);
        await using var gateway = await GatewayAsync(road.Through(fixture.Address));
        await using var agent = await ConnectAsync(gateway);
        (await agent.CallAsync("test_simple_text")).ShouldNotBeEmpty();

        road.Close();
        for (var i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<McpException>(() => agent.CallAsync("test_simple_text"));
        }

        await Eventually.TrueAsync(() => Upstream(gateway).Health.Problem is not null, TimeSpan.FromSeconds(15), "the gateway leaves it alone", Cancel);
        await Eventually.TrueAsync(
            async () => await ReasonAsync(agent) == Upstream(gateway).Health.Problem, TimeSpan.FromSeconds(10), "its tools say why", Cancel);
        road.Open();
        await Eventually.TrueAsync(() => Upstream(gateway).Health.Problem is null, TimeSpan.FromSeconds(20), "the gateway uses it again", Cancel);
        (await agent.CallAsync("test_simple_text")).ShouldNotBeEmpty();
        await Eventually.TrueAsync(async () => await ReasonAsync(agent) is null, TimeSpan.FromSeconds(10), "its tools stand as before", Cancel);
    }

    [Fact]
    public async Task A_server_that_hangs_is_refused_at_once_after_a_few_calls()
    {
        await using var faulty = await FaultyServer.StartAsync(Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("server", faulty.Address.ToString(), Prefix: "", TimeoutSeconds: 1));
        await using var agent = await ConnectAsync(gateway);
        await agent.CallAsync("fine");

        faulty.HangsAltogether = true;
        for (var i = 0; i < 3; i++)
        {
            (await Should.ThrowAsync<McpException>(() => agent.CallAsync("hang"))).Message.ShouldContain("was silent for 1 s");
        }

        await Eventually.TrueAsync(() => Upstream(gateway).Health.Problem is not null, TimeSpan.FromSeconds(15), "the gateway leaves it alone", Cancel);
        var began = Stopwatch.GetTimestamp();
        (await Should.ThrowAsync<McpException>(() => agent.CallAsync("fine"))).Message.ShouldContain("The server 'server' does not answer.");
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task One_tool_that_always_hangs_keeps_nobody_from_the_other_tools_of_its_server()
    {
        await using var faulty = await FaultyServer.StartAsync(Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("server", faulty.Address.ToString(), Prefix: "", TimeoutSeconds: 1));
        await using var agent = await ConnectAsync(gateway);

        for (var i = 0; i < 4; i++)
        {
            await Should.ThrowAsync<McpException>(() => agent.CallAsync("hang"));
            (await agent.CallAsync("fine")).ShouldBe("fine");
        }
    }

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy), nameof(FixtureEras.Modern))]
    [InlineData(nameof(FixtureEras.Modern), nameof(FixtureEras.Legacy))]
    public async Task A_server_that_is_replaced_by_one_of_the_other_era_is_asked_again_what_it_speaks(string before, string after)
    {
        await using var former = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(before), Cancel);
        await using var latter = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(after), Cancel);
        await using var road = PortForward.To(former.Address);
        await using var gateway = await GatewayAsync(road.Through(former.Address));
        await using var agent = await ConnectAsync(gateway);
        await agent.CallAsync("test_simple_text");

        road.LeadTo(latter.Address);

        await Eventually.TrueAsync(() => SucceedsAsync(agent), TimeSpan.FromSeconds(20), "the new server is understood", Cancel);
    }

    private static async Task<bool> SucceedsAsync(Agent agent)
    {
        try
        {
            return (await agent.CallAsync("test_simple_text")).Length > 0;
        }
        catch (McpException)
        {
            return false;
        }
    }

    private static Upstream Upstream(TestGateway gateway) => gateway.Get<UpstreamDirectory>().Upstreams.Single();

    private static Task<Agent> ConnectAsync(TestGateway gateway) => Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);

    private static async Task<string?> ReasonAsync(Agent agent)
    {
        var listed = await agent.Client.ListToolsAsync(new ListToolsRequestParams(), Cancel);
        return listed.Tools.Single(t => t.Name == "test_simple_text").Meta?["mcp-platform/unavailable"]?.ToString();
    }

    private async Task<TestGateway> GatewayAsync(Uri address)
    {
        var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("server", address.ToString(), Prefix: "", TimeoutSeconds: 5));
        return gateway;
    }
}
