using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Calls that the agent's own person may approve.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ApprovalElicitationTests(TestPostgres postgres)
{
    private const string Question = "May this call be made, once? Texts are dear. Agent calls fixture/";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Legacy))]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Modern))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Legacy))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Modern))]
    public async Task A_call_goes_on_once_when_the_person_before_the_agent_accepts_it(string era, string server)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(server), Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await ConnectAsync(gateway, era);
        var asked = Questions(agent);

        (await agent.CallAsync("test_simple_text", new() { ["to"] = "anna@nordwind.example" })).ShouldNotBeEmpty();
        (await agent.CallAsync("test_simple_text", new() { ["to"] = "anna@nordwind.example" })).ShouldNotBeEmpty();

        Questions(agent).ShouldBe(asked + 2, "each call is approved by itself");
        agent.Heard.ShouldContain(Question + """test_simple_text with {"to":"[email]"} (The policy 'tools/obliged' asks for your approval.)""");
        var used = (await gateway.Gateway.Admin.ListApprovalsAsync(ApprovalState.Used, cancellationToken: Cancel)).Items;
        used.Count(a => a.Gate.Reason.Contains("[email]", StringComparison.Ordinal)).ShouldBe(2);
        used.ShouldAllBe(a => a.DecidedBy == "Agent (by elicitation)");
        (await gateway.Gateway.Admin.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: Cancel)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Legacy))]
    [InlineData(Revisions.LatestLegacy, nameof(FixtureEras.Modern))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Legacy))]
    [InlineData(Revisions.Modern, nameof(FixtureEras.Modern))]
    public async Task A_server_may_ask_something_as_well(string era, string server)
    {
        await using var fixture = await FixtureServer.StartAsync(Enum.Parse<FixtureEras>(server), Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await ConnectAsync(gateway, era);

        (await agent.CallAsync("test_elicitation", new() { ["message"] = "Who are you?" })).ShouldStartWith("Elicitation completed: action=accept");

        agent.Heard.ShouldContain("Who are you?");
        agent.Heard.ShouldContain(heard => heard.StartsWith(Question + "test_elicitation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task A_call_that_the_person_declines_is_refused_and_not_asked_about_again(string era)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await ConnectAsync(gateway, era);
        agent.Says = "decline";
        var calls = Calls(fixture);

        (await RefusalAsync(agent)).ShouldContain("The person before the agent rejected this call. (rule 'tools/obliged')");
        var asked = Questions(agent);
        (await RefusalAsync(agent)).ShouldContain("A person rejected this call. (rule 'tools/obliged')");

        (Questions(agent), Calls(fixture)).ShouldBe((asked, calls));
        (await gateway.Gateway.Admin.ListApprovalsAsync(ApprovalState.Rejected, cancellationToken: Cancel)).Items.ShouldHaveSingleItem().DecidedBy.ShouldBe("Agent (by elicitation)");
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task A_call_about_which_nothing_is_said_is_refused_and_can_be_approved_by_somebody_else(string era)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await ConnectAsync(gateway, era);
        agent.Says = "cancel";

        (await RefusalAsync(agent)).ShouldContain("Nobody said whether this call may be made.");
        var waiting = (await gateway.Gateway.Admin.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        var approver = gateway.Gateway.Client(await gateway.Gateway.KeyAsync(PrincipalKind.Person, Scope.Read, Scope.Approve));
        await approver.DecideApprovalAsync(waiting.Id, new DecideApproval(true), Cancel);

        (await agent.CallAsync("test_simple_text")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_agent_that_cannot_ask_waits_for_somebody_else_and_so_does_every_agent_where_another_policy_wants_that()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await ConnectAsync(gateway, Revisions.Modern);
        using var mute = await WireAgent.BeginAsync(gateway.Address, key: await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        using var refused = await mute.PostAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"test_simple_text","arguments":{}}}""");
        (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("A person has to approve this call first");

        await gateway.Gateway.Admin.PutPoliciesAsync("stricter", new PutPolicySet(
            """@id("other") @require_approval permit (principal, action == Action::"tool.call", resource) when { principal.scopes.contains("run") };"""), Cancel);

        await Eventually.TrueAsync(
            async () => await Record.ExceptionAsync(() => agent.CallAsync("test_simple_text")) is { } other && other.Message.Contains("(rule 'stricter/other')", StringComparison.Ordinal),
            Patience, "somebody else has to approve", Cancel);
    }

    [Fact]
    public async Task What_was_accepted_covers_no_other_arguments_and_no_second_call()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await ConnectAsync(gateway, Revisions.Modern);
        using var wire = new WireAgent(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        var calls = Calls(fixture);

        var state = StateOf(await CallAsync(wire, "9007199254740993"));
        IsAsked(await CallAsync(wire, "9007199254740992", state)).ShouldBeTrue("another number, though a double cannot tell");
        IsAsked(await CallAsync(wire, "9007199254740993", state[..^4] + "AAAA")).ShouldBeTrue();
        Calls(fixture).ShouldBe(calls);
        IsAsked(await CallAsync(wire, "9007199254740993", state)).ShouldBeFalse();
        IsAsked(await CallAsync(wire, "9007199254740993", state)).ShouldBeTrue("it was good once");
        Calls(fixture).ShouldBe(calls + 1);
    }

    private static async Task<JsonElement> CallAsync(WireAgent wire, string number, string? state = null)
    {
        var round = state is null ? "" : $$""","requestState":"{{state}}","inputResponses":{"approval":{"action":"accept"} }""";
        using var response = await wire.CallAsync(
            "tools/call", $$"""{"name":"test_simple_text","arguments":{"n":{{number}}}{{round}}}""", ("Mcp-Name", "test_simple_text"));
        return (await WireAgent.JsonAsync(response)).GetProperty("result");
    }

    private static bool IsAsked(JsonElement result) => result.GetProperty("resultType").GetString() == "input_required";

    private static string StateOf(JsonElement result) => result.GetProperty("requestState").GetString()!;

    private static int Questions(Agent agent) => agent.Heard.Count(heard => heard.StartsWith(Question, StringComparison.Ordinal));

    private static int Calls(FixtureServer fixture) => fixture.Received.Count(r => r.JsonRpcMethod == "tools/call");

    private static async Task<string> RefusalAsync(Agent agent) =>
        (await Should.ThrowAsync<Exception>(() => agent.CallAsync("test_simple_text"))).Message;

    // An agent whose calls its person has to approve: it was asked once.
    private static async Task<Agent> ConnectAsync(GatewayBefore gateway, string era)
    {
        var agent = await Agent.ConnectAsync(gateway.Address, era, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        await gateway.Gateway.Admin.PutPoliciesAsync("tools", new PutPolicySet("""
            @id("obliged") @require_approval("Texts are dear.") @approval("elicitation")
            permit (principal, action == Action::"tool.call", resource) when { principal.scopes.contains("run") };
            """), Cancel);
        await Eventually.TrueAsync(
            async () =>
            {
                await agent.CallAsync("test_simple_text", new() { ["first"] = true });
                return Questions(agent) > 0;
            },
            Patience, "the policy obliges", Cancel);
        return agent;
    }
}
