using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Fixture;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>What policies of a tenant make of the calls and lists of agents.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CallPolicyTests(TestPostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_policy_forbids_is_neither_listed_nor_called()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        await gateway.Gateway.Admin.PutPoliciesAsync(
            "tools", new PutPolicySet("""@id("no-text") @reason("Texts are closed.") forbid (principal, action == Action::"tool.call", resource == Tool::"fixture/test_simple_text");"""), Cancel);

        await Eventually.TrueAsync(async () => await RefusalAsync(agent, null) == "no-text", Patience, "the policy decides", Cancel);
        var listed = (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).Select(t => t.Name).ToList();
        listed.ShouldNotContain("test_simple_text");
        listed.ShouldContain("test_error_handling");
    }

    [Fact]
    public async Task Arguments_decide_about_a_call_and_leave_the_tool_in_the_list()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        await gateway.Gateway.Admin.PutPoliciesAsync(
            "tools", new PutPolicySet("""@id("abroad") forbid (principal, action == Action::"tool.call", resource) when { context.arguments.hasTag("country") && context.arguments.getTag("country") != "NL" };"""), Cancel);

        await Eventually.TrueAsync(async () => await RefusalAsync(agent, "US") == "abroad", Patience, "the policy decides", Cancel);
        (await RefusalAsync(agent, "NL")).ShouldBeNull();
        (await RefusalAsync(agent, null)).ShouldBeNull();
        (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).ShouldContain(t => t.Name == "test_simple_text");
    }

    private static async Task<string?> RefusalAsync(Agent agent, string? country)
    {
        try
        {
            await agent.Client.CallToolAsync(
                "test_simple_text", country is null ? null : new Dictionary<string, object?> { ["country"] = country }, cancellationToken: Cancel);
            return null;
        }
        catch (McpException exception) when (exception.Message.Contains("(rule 'tools/", StringComparison.Ordinal))
        {
            return exception.Message.Split("tools/")[1].Split('\'')[0];
        }
    }
}
