using System.Diagnostics;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Agents;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary><c>mcpp mcp</c> as a process: what it does besides relaying.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class StdioRelayTests(TestPostgres postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FixtureEras.Legacy)]
    [InlineData(FixtureEras.Modern)]
    internal async Task It_ends_when_its_input_does_and_leaves_nothing_behind(FixtureEras era)
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Modern);
        await using var agent = StdioAgent.Start(gateway.Address, gateway.Key);
        const string Call = """{"name":"test_wait","arguments":{},"_meta":{"progressToken":"mine"}}""";
        if (era == FixtureEras.Legacy)
        {
            await agent.BeginAsync();
            await agent.StartAsync("tools/call", Call);
        }
        else
        {
            await agent.StartModernAsync("tools/call", """{"name":"test_wait","arguments":{}}""");
        }

        await agent.FirstAsync("notifications/progress");
        (await agent.CloseAsync()).ShouldBe(0);
        agent.Said.ShouldBeEmpty();
        await gateway.Fixture.FirstAsync(r => r is { Kind: ReceivedKind.Closed, JsonRpcMethod: "tools/call" }, Cancel).WaitAsync(Soon, Cancel);
        gateway.Gateway.Get<AgentSessions>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task It_leaves_nothing_behind_either_when_it_is_told_to_end()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = StdioAgent.Start(gateway.Address, gateway.AdminKey);
        await agent.BeginAsync();
        gateway.Get<AgentSessions>().Count.ShouldBe(1);
        using (var kill = Process.Start("kill", ["-TERM", $"{agent.Process.Id}"]))
        {
            await agent.Process.WaitForExitAsync(Cancel).WaitAsync(Soon, Cancel);
        }

        gateway.Get<AgentSessions>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task It_finds_the_installation_and_its_key_by_itself()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await File.WriteAllTextAsync(Path.Combine(gateway.Folder, "installation.json"), $$"""{"gateway":"{{gateway.Address}}"}""", Cancel);
        await using var agent = StdioAgent.Start(["mcp", "--data", gateway.Folder], key: null);
        (await agent.ModernAsync("server/discover")).TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_gateway_that_cannot_be_reached_is_an_error_of_each_request_and_said_once()
    {
        await using var agent = StdioAgent.Start(new Uri("http://127.0.0.1:9"), "any");
        Error(await agent.CallAsync("initialize", """{"protocolVersion":"2025-11-25"}""")).ShouldContain("cannot be reached");
        Error(await agent.ModernAsync("server/discover")).ShouldContain("cannot be reached");
        await agent.CloseAsync();
        agent.Said.Split('\n').Count(line => line.Contains("cannot be reached")).ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_key_and_a_line_that_is_no_message_are_errors_in_a_sentence()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await using var agent = StdioAgent.Start(gateway.Address, "mcpp_nobody");
        Error(await agent.ModernAsync("server/discover")).ShouldBe("Send a valid key as 'Authorization: Bearer KEY'. Keys expire and can be revoked.");
        await agent.SendAsync("no message");
        Error(await agent.FirstAsync(m => !m.TryGetProperty("id", out _), "an error about the line")).ShouldBe("A line was no JSON-RPC message.");
        await agent.SendAsync(new string('x', 20_000_000));
        await agent.FirstAsync(m => m.ToString().Contains("16777216 bytes at most"), "an error about the length");
        Error(await agent.AnswerAsync(await agent.StartAsync("tools/list", $$"""{"x":"{{new string('x', 5_000_000)}}"}"""))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_call_that_the_client_gives_up_before_a_slow_answer_is_cancelled_at_the_gateway()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy);
        await using var agent = StdioAgent.Start(gateway.Address, gateway.Key);
        var call = await agent.StartModernAsync("tools/call", """{"name":"test_wait","arguments":{}}""");
        await agent.FirstAsync("notifications/progress");
        await agent.CancelAsync(call);
        await gateway.Fixture.FirstAsync(r => r.JsonRpcMethod == "notifications/cancelled", Cancel).WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_taken_up_where_it_stopped()
    {
        await using var gateway = await GatewayWithFixture.StartAsync(postgres, FixtureEras.Legacy);
        await using var way = PortForward.To(gateway.Address);
        await using var agent = StdioAgent.Start(new Uri($"http://127.0.0.1:{way.Port}"), gateway.Key);
        await agent.BeginAsync();
        var call = await agent.StartAsync("tools/call", """{"name":"test_streaming_elicitation","arguments":{},"_meta":{"progressToken":"mine"}}""");
        var asked = await agent.FirstAsync("elicitation/create");
        way.Close();
        way.Open();
        await agent.SendAsync($$$$"""{"jsonrpc":"2.0","id":{{{{asked.GetProperty("id").GetRawText()}}}},"result":{"action":"accept","content":{"confirmed":true}}}""");
        (await agent.AnswerAsync(call)).TryGetProperty("result", out _).ShouldBeTrue();
        agent.Heard.Count(m => MessageAgent.MethodOf(m) == "elicitation/create").ShouldBe(1, "nothing comes twice");
    }

    [Fact]
    public async Task A_gateway_that_was_started_anew_is_gone_on_with_and_the_client_notices_nothing()
    {
        await using var first = await TestGateway.StartAsync(postgres);
        await using var way = PortForward.To(first.Address);
        await using var agent = StdioAgent.Start(new Uri($"http://127.0.0.1:{way.Port}"), first.AdminKey);
        await agent.BeginAsync();
        await agent.CallAsync("tools/list");
        await first.StopAsync();
        await using var second = await TestGateway.StartAsync(first.Owner, first.Folder);
        way.LeadTo(second.Address);
        (await agent.CallAsync("tools/list")).TryGetProperty("result", out _).ShouldBeTrue();
        second.Get<AgentSessions>().Count.ShouldBe(1);
    }

    private static string Error(JsonElement answer) => answer.GetProperty("error").GetProperty("message").GetString()!;
}
