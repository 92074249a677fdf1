using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>What the audit says of calls.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CallAuditTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_leaves_one_record_that_says_how_it_ended()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await using (var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run)))
        {
            await agent.CallAsync("test_simple_text");
            await agent.CallAsync("test_error_handling");
            await Should.ThrowAsync<McpException>(() => agent.CallAsync("nobody_has_this"));
            await Should.ThrowAsync<McpException>(() => agent.CallAsync("list_pipelines"));
        }

        var calls = await RecordsAsync(gateway.Gateway, 4);
        calls.Select(c => (c.Name, c.Outcome, c.Upstream, c.Allowed)).ShouldBe(
            [
                ("test_simple_text", CallOutcome.Ok, "fixture", true),
                ("test_error_handling", CallOutcome.ToolError, "fixture", true),
                ("nobody_has_this", CallOutcome.ProtocolError, null, true),
                ("list_pipelines", CallOutcome.Refused, null, false),
            ],
            ignoreOrder: true);
        calls.ShouldAllBe(c => c.Method == "tools/call" && c.Protocol == Revisions.Modern);
        calls.Single(c => c.Outcome == CallOutcome.Refused).Rule.ShouldBe("scope-read");
        (await gateway.Gateway.Admin.VerifyAuditAsync(Cancel)).Whole.ShouldBeTrue();
    }

    private static async Task<List<AuditRecord>> RecordsAsync(TestGateway gateway, int count)
    {
        var calls = new List<AuditRecord>();
        await Eventually.TrueAsync(
            async () =>
            {
                calls = [.. (await gateway.Admin.ListAuditAsync(cancellationToken: Cancel)).Items.Where(c => c.Method == "tools/call")];
                return calls.Count >= count;
            },
            TimeSpan.FromSeconds(15), "the records are stored", Cancel);
        calls.Count.ShouldBe(count);
        return calls;
    }
}
