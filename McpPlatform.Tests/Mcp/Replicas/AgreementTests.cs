using System.Diagnostics;
using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Federation;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Gateway;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>What one gateway is told, the other acts by at once: by a notification, sooner than it would look by itself (15 s).</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class AgreementTests(TestPostgres postgres)
{
    // A second is the aim on a machine that is not busy; each step writes how long it took.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policies_upstreams_decisions_about_tools_keys_tenants_and_sessions_are_the_same_at_both_at_once()
    {
        await using var both = await TwoGateways.StartAsync(postgres, FixtureEras.Modern);
        await using var agent = await Agent.ConnectAsync(both.AddressOfTwo, Revisions.Modern, both.Key);
        (await agent.CallAsync("test_simple_text")).ShouldNotBeEmpty();
        await PoliciesAsync(both, agent);
        await UpstreamsAsync(both);
        await QuarantineAsync(both, agent);
        await KeysAsync(both);
        await TenantsAsync(both);
        await SessionsAsync(both);
    }

    private static async Task PoliciesAsync(TwoGateways both, Agent agent)
    {
        const string closed = """@id("closed") forbid (principal, action == Action::"tool.call", resource == Tool::"fixture/test_simple_text");""";
        await both.One.Admin.PutPoliciesAsync("tools", new PutPolicySet(closed), Cancel);
        await SoonAsync(async () => await RefusalAsync(agent, "test_simple_text") is { } refusal && refusal.Contains("tools/closed"), "the policy decides at the other");
        await both.One.Admin.RemovePoliciesAsync("tools", Cancel);
        await SoonAsync(async () => await RefusalAsync(agent, "test_simple_text") is null, "the policy is gone at the other");
    }

    private static async Task UpstreamsAsync(TwoGateways both)
    {
        var known = both.Two.Get<UpstreamDirectory>();
        await both.One.Admin.AddUpstreamAsync(new AddUpstream("second", both.Fixture.Address.ToString()), Cancel);
        await SoonAsync(() => Task.FromResult(known.Upstreams.Any(u => u.Name == "second")), "the other knows the server");
        await both.One.Admin.RemoveUpstreamAsync("second", Cancel);
        await SoonAsync(() => Task.FromResult(known.Upstreams.All(u => u.Name != "second")), "the other has forgotten the server");
    }

    private static async Task QuarantineAsync(TwoGateways both, Agent agent)
    {
        await Eventually.TrueAsync(() => both.Fixture.Listeners > 0, Soon, "the gateways listen", Cancel);
        both.Fixture.ReplaceTool(FixtureTool.Saying("test_simple_text", "Says something else.", () => Content.Result("Something else.")));
        await SoonAsync(async () => await RefusalAsync(agent, "test_simple_text") is not null, "the changed tool is closed at the other");
        var offered = (await both.One.Admin.GetToolAsync("fixture", "test_simple_text", Cancel)).Tool.Offered!.Hash;
        await both.One.Admin.ApproveToolAsync("fixture", "test_simple_text", offered, Cancel);
        await SoonAsync(async () => await RefusalAsync(agent, "test_simple_text") is null, "the tool is open at the other");
    }

    private static async Task KeysAsync(TwoGateways both)
    {
        var key = await both.One.Admin.CreateKeyAsync(new CreateKey("agent", PrincipalKind.Agent, [Scope.Read]), Cancel);
        (await both.Two.Client(key.Key).WhoAmIAsync(Cancel)).Name.ShouldBe("agent");
        await both.One.Admin.RevokeKeyAsync(key.Info.Id, Cancel);
        await IsRefusedSoonAsync(both, key.Key, "the key is good no longer at the other");
    }

    private static async Task TenantsAsync(TwoGateways both)
    {
        await both.One.Admin.CreateTenantAsync(new CreateTenant("acme", "Acme"), Cancel);
        var invited = await both.One.Admin.InviteAdministratorAsync("acme", new InviteAdministrator("Ada"), Cancel);
        var session = await both.Two.Client(null).SignInAsync(invited.Token, Cancel);
        (await both.Two.Client(session.Key).WhoAmIAsync(Cancel)).Tenant.ShouldBe("acme");
        await both.One.Admin.SuspendTenantAsync("acme", Cancel);
        await IsRefusedSoonAsync(both, session.Key, "people of a suspended tenant are refused at the other");
    }

    private static async Task SessionsAsync(TwoGateways both)
    {
        using var here = await both.AtOneAsync();
        using var there = here.At(both.AddressOfTwo);
        const string ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";
        (await there.PostAsync(ping)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await here.DeleteAsync()).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await there.PostAsync(ping)).StatusCode.ShouldBe(HttpStatusCode.NotFound, "the session has ended at both");
    }

    private static Task IsRefusedSoonAsync(TwoGateways both, string key, string what) => SoonAsync(
        async () =>
        {
            try
            {
                await both.Two.Client(key).WhoAmIAsync(Cancel);
                return false;
            }
            catch (PlatformException refused)
            {
                return refused.Status == HttpStatusCode.Unauthorized;
            }
        }, what);

    private static async Task<string?> RefusalAsync(Agent agent, string tool)
    {
        try
        {
            await agent.CallAsync(tool);
            return null;
        }
        catch (McpException refused)
        {
            return refused.Message;
        }
    }

    private static async Task SoonAsync(Func<Task<bool>> condition, string what)
    {
        var began = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(condition, Soon, what, Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms: {what}");
    }
}
