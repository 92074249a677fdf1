using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Gateway.Identity;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Transports;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>The agent's own person is asked whether a call may be made, and says nothing: the call is not made, and somebody else may approve it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UnansweredApprovalTests(TestPostgres postgres)
{
    private const string Tool = "test_simple_text";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_legacy_agent_is_refused_its_question_is_taken_back_and_a_late_yes_counts_for_nothing()
    {
        await using var gateway = await StartAsync(patience: "00:00:01");
        var key = await ObligedAsync(gateway);
        await using var agent = await MessageAgent.OpenAsync(MessageAgent.WebSocket, gateway.Address, key);
        await agent.BeginAsync();
        var calls = Calls(gateway);

        var refused = (await CallAsync(agent)).GetProperty("error").GetProperty("message").GetString()!;

        refused.ShouldContain("Nobody said whether this call may be made. Call again to be asked again, or have somebody else approve it");
        var question = await agent.FirstAsync("elicitation/create");
        var id = question.GetProperty("id").GetRawText();
        (await agent.FirstAsync("notifications/cancelled")).GetProperty("params").GetProperty("requestId").GetRawText().ShouldBe(id);
        await agent.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"result":{"action":"accept","content":{} } }""");
        await agent.CallAsync("ping");
        var pending = (await PendingAsync(gateway)).ShouldHaveSingleItem();
        Calls(gateway).ShouldBe(calls);

        await ApproveAsync(gateway, pending);
        (await CallAsync(agent)).ToString().ShouldContain("simple text");
        Calls(gateway).ShouldBe(calls + 1);
    }

    [Fact]
    public async Task A_modern_agent_that_does_not_come_back_holds_nothing_at_the_gateway_and_somebody_else_may_approve()
    {
        await using var gateway = await StartAsync(patience: "00:00:00", ("Gateway:MaxParkedCalls", "1"));
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, await ObligedAsync(gateway));
        var calls = Calls(gateway);

        for (var i = 0; i < 3; i++)
        {
            IsAsked(await CallAsync(agent, i)).ShouldBeTrue();
        }

        Calls(gateway).ShouldBe(calls);
        var pending = await PendingAsync(gateway);
        pending.Count.ShouldBe(3);
        await ApproveAsync(gateway, pending.Single(p => p.Gate.Reason.Contains("\"n\":1", StringComparison.Ordinal)));
        IsAsked(await CallAsync(agent, 1)).ShouldBeFalse();
        Calls(gateway).ShouldBe(calls + 1);
    }

    [Fact]
    public async Task An_approval_nobody_gave_is_over_after_an_hour_and_a_yes_to_it_asks_anew()
    {
        var time = new MovableTime();
        await using var gateway = await StartAsync(patience: "00:05:00", time);
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, await ObligedAsync(gateway));
        var calls = Calls(gateway);
        var state = (await CallAsync(agent, 1)).GetProperty("requestState").GetString();
        var first = (await PendingAsync(gateway)).ShouldHaveSingleItem();

        time.Pass(TimeSpan.FromMinutes(61));

        var answer = await CallAsync(agent, 1, $$""","requestState":"{{state}}","inputResponses":{"approval":{"action":"accept"} }""");
        IsAsked(answer).ShouldBeTrue(answer.ToString());
        (await PendingAsync(gateway)).ShouldHaveSingleItem().Id.ShouldNotBe(first.Id);
        Calls(gateway).ShouldBe(calls);
    }

    private static Task<JsonElement> CallAsync(MessageAgent agent) => agent.CallAsync("tools/call", $$"""{"name":"{{Tool}}","arguments":{} }""");

    private static async Task<JsonElement> CallAsync(WireAgent agent, int number, string round = "")
    {
        using var response = await agent.CallAsync("tools/call", $$"""{"name":"{{Tool}}","arguments":{"n":{{number}}}{{round}}}""", ("Mcp-Name", Tool));
        var answer = await WireAgent.JsonAsync(response);
        answer.TryGetProperty("result", out var result).ShouldBeTrue(answer.ToString());
        return result;
    }

    private static bool IsAsked(JsonElement result) => result.GetProperty("resultType").GetString() == "input_required";

    private static int Calls(GatewayWithFixture gateway) => gateway.Fixture.Received.Count(r => r.JsonRpcMethod == "tools/call");

    // What the probe of the policy asked for does not count.
    private static async Task<List<ApprovalInfo>> PendingAsync(GatewayWithFixture gateway) =>
        [.. (await gateway.Gateway.Admin.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: Cancel)).Items.Where(a => !a.Gate.Reason.Contains("probe", StringComparison.Ordinal))];

    private static async Task ApproveAsync(GatewayWithFixture gateway, ApprovalInfo approval)
    {
        var approver = gateway.Gateway.Client(await gateway.Gateway.KeyAsync(PrincipalKind.Person, Scope.Read, Scope.Approve));
        await approver.DecideApprovalAsync(approval.Id, new DecideApproval(true), Cancel);
    }

    // The key of an agent whose calls its person has to approve, once that is so.
    private static async Task<string> ObligedAsync(GatewayWithFixture gateway)
    {
        await gateway.Gateway.Admin.PutPoliciesAsync("tools", new PutPolicySet("""
            @id("obliged") @require_approval @approval("elicitation")
            permit (principal, action == Action::"tool.call", resource) when { principal.scopes.contains("run") };
            """), Cancel);
        var key = await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run);
        using var probe = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, key);
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await probe.CallAsync("tools/call", $$$"""{"name":"{{{Tool}}}","arguments":{"probe":true}}""", ("Mcp-Name", Tool));
                return (await response.Content.ReadAsStringAsync(Cancel)).Contains("input_required", StringComparison.Ordinal);
            },
            Soon, "the policy obliges", Cancel);
        return key;
    }

    private Task<GatewayWithFixture> StartAsync(string patience, params (string Name, string Value)[] more) => StartAsync(patience, TimeProvider.System, more);

    private async Task<GatewayWithFixture> StartAsync(string patience, TimeProvider time, params (string Name, string Value)[] more)
    {
        var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        var settings = more.Append(("Gateway:ParkedCallTimeout", patience)).ToDictionary(s => s.Item1, s => (string?)s.Item2);
        var gateway = await TestGateway.StartAsync(postgres, settings, services => services.AddSingleton(time));
        await gateway.OfferAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: ""));
        return new GatewayWithFixture(gateway, fixture);
    }
}
