using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>What policies ask for where they permit a call.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CallObligationTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_approves_a_call_which_then_goes_on_once_with_these_arguments_alone()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        await ObligeAsync(gateway, agent, "@require_approval(\"Texts are dear.\")", "A person has to approve this call first");

        var approver = gateway.Gateway.Client(await gateway.Gateway.KeyAsync(PrincipalKind.Person, Scope.Read, Scope.Approve));
        var waiting = (await approver.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        (waiting.PipelineId, waiting.Pipeline).ShouldBe((null, "fixture/test_simple_text"));
        waiting.Gate.Reason.ShouldBe("Texts are dear. Agent calls fixture/test_simple_text with {\"n\":1,\"to\":\"x\"}");
        await approver.DecideApprovalAsync(waiting.Id, new DecideApproval(true), Cancel);

        (await RefusalAsync(agent, 2)).ShouldNotBeNull();
        (await RefusalAsync(agent, 1)).ShouldBeNull();
        (await RefusalAsync(agent, 1)).ShouldNotBeNull();
        (await approver.ListApprovalsAsync(ApprovalState.Used, cancellationToken: Cancel)).Items.ShouldHaveSingleItem().Id.ShouldBe(waiting.Id);
    }

    [Fact]
    public async Task A_rejected_call_is_refused_with_what_the_person_said()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        await ObligeAsync(gateway, agent, "@require_approval", "A person has to approve this call first");

        var approver = gateway.Gateway.Client(await gateway.Gateway.KeyAsync(PrincipalKind.Person, Scope.Read, Scope.Approve));
        var waiting = (await approver.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        await approver.DecideApprovalAsync(waiting.Id, new DecideApproval(false, "Not today."), Cancel);

        (await RefusalAsync(agent, 1))!.ShouldContain("A person rejected this call. They said: Not today.");
        await Should.ThrowAsync<PlatformException>(() => approver.DecideApprovalAsync(waiting.Id, new DecideApproval(true), Cancel));
    }

    [Fact]
    public async Task A_limit_lets_so_many_calls_through()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        await ObligeAsync(gateway, agent, "@limit(\"3/day\")", "3 times in");

        (await RefusalAsync(agent, 2))!.ShouldContain("(rule 'tools/obliged')");
    }

    [Fact]
    public async Task What_a_policy_hides_is_masked_in_the_answer()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        await gateway.Gateway.Admin.PutPoliciesAsync("tools", new PutPolicySet("""
            @id("private") @mask("email,address.street") permit (principal, action == Action::"tool.call", resource) when { principal.scopes.contains("run") };
            """), Cancel);

        var arguments = new Dictionary<string, object?>
        {
            ["name"] = "Ada", ["email"] = "ada@example.com", ["address"] = new Dictionary<string, string> { ["street"] = "Main 1", ["city"] = "Ghent" },
        };
        await Eventually.TrueAsync(
            async () => await agent.CallAsync("json_schema_2020_12_tool", arguments)
                == """{"name":"Ada","email":"[masked]","address":{"street":"[masked]","city":"Ghent"}}""",
            Patience, "the answer is masked", Cancel);
    }

    private static async Task ObligeAsync(GatewayBefore gateway, Agent agent, string obligation, string refusal)
    {
        await gateway.Gateway.Admin.PutPoliciesAsync("tools", new PutPolicySet(
            $$"""@id("obliged") {{obligation}} permit (principal, action == Action::"tool.call", resource) when { principal.scopes.contains("run") };"""), Cancel);
        await Eventually.TrueAsync(
            async () => await RefusalAsync(agent, 1) is { } refused && refused.Contains(refusal, StringComparison.Ordinal), Patience, "the policy obliges", Cancel);
    }

    private static async Task<string?> RefusalAsync(Agent agent, int n)
    {
        try
        {
            await agent.Client.CallToolAsync("test_simple_text", new Dictionary<string, object?> { ["n"] = n, ["to"] = "x" }, cancellationToken: Cancel);
            return null;
        }
        catch (Exception exception) when (exception is McpException or HttpRequestException && exception.Message.Contains("(rule '", StringComparison.Ordinal))
        {
            return exception.Message;
        }
    }
}
