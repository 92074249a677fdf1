using System.Diagnostics;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Servers that fail: only the caller concerned notices, and is told what happened.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FaultTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Revisions.Modern)]
    [InlineData(Revisions.LatestLegacy)]
    public async Task Each_way_of_failing_is_told_to_its_caller_in_one_sentence(string revision)
    {
        await using var faulty = await FaultyServer.StartAsync(Cancel);
        await using var gateway = await GatewayAsync(faulty);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, gateway.AdminKey);
        foreach (var fault in FaultyServer.Faults)
        {
            var failure = await Should.ThrowAsync<McpException>(() => agent.CallAsync(fault), fault);
            failure.Message.ShouldContain("The server 'faulty'", customMessage: fault);
            failure.Message.ShouldNotContain("Stack");
        }

        (await agent.CallAsync("fine")).ShouldBe("fine");
    }

    [Fact]
    public async Task Calls_to_other_servers_do_not_wait_for_one_that_hangs()
    {
        await using var faulty = await FaultyServer.StartAsync(Cancel);
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await GatewayAsync(faulty);
        await gateway.OfferAsync(new AddUpstream("sound", fixture.Address.ToString()));
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        await agent.CallAsync("sound__test_simple_text");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var hanging = Enumerable.Range(0, 4).Select(_ => agent.Client.CallToolAsync("hang", cancellationToken: giveUp.Token).AsTask()).ToList();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            await agent.CallAsync("sound__test_simple_text");
        }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        hanging.ShouldAllBe(h => !h.IsCompleted);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(hanging));
    }

    [Fact]
    public async Task A_hundred_thousand_notifications_do_not_keep_the_answer_from_coming()
    {
        await using var faulty = await FaultyServer.StartAsync(Cancel);
        await using var gateway = await GatewayAsync(faulty);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        (await agent.CallAsync("flood")).ShouldBe("flooded");
    }

    [Fact]
    public async Task Calls_that_wait_for_their_agents_keep_nobody_out_of_the_server()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("server", fixture.Address.ToString(), Prefix: "", MaxConcurrency: 1));
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        using var waiting = await agent.CallAsync(
            "tools/call", """{"name":"test_input_required_result_elicitation","arguments":{}}""", ("Mcp-Name", "test_input_required_result_elicitation"));
        (await WireAgent.JsonAsync(waiting)).GetProperty("result").GetProperty("resultType").GetString().ShouldBe("input_required");
        using var other = await agent.CallAsync("tools/call", """{"name":"test_simple_text","arguments":{}}""", ("Mcp-Name", "test_simple_text"));
        (await WireAgent.JsonAsync(other)).GetProperty("result").GetProperty("resultType").GetString().ShouldBe("complete");
    }

    private async Task<TestGateway> GatewayAsync(FaultyServer faulty)
    {
        var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("faulty", faulty.Address.ToString(), Prefix: "", TimeoutSeconds: 2));
        return gateway;
    }
}
