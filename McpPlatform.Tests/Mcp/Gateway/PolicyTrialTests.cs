using System.Runtime.Versioning;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Cli;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Policies that are only tried, and policies tried on calls that agents made.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PolicyTrialTests(TestPostgres postgres)
{
    private const string NoErrors = """@id("no-errors") forbid (principal is Agent, action == Action::"tool.call", resource == Tool::"fixture/test_error_handling");""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_tried_set_would_have_refused_stands_in_the_audit_and_can_be_asked_for()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await gateway.Gateway.Admin.PutPoliciesAsync("dry", new PutPolicySet(NoErrors, PolicyMode.DryRun), Cancel);
        await using var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        AuditRecord? found = null;

        // The set decides from some moment on: nobody is told when.
        await Eventually.TrueAsync(
            async () =>
            {
                await agent.CallAsync("test_error_handling");
                await agent.CallAsync("test_simple_text");
                found = (await gateway.Gateway.Admin.ListAuditAsync(new AuditFilter { WouldRefuse = true }, cancellationToken: Cancel)).Items is [.., var last] ? last : null;
                return found is not null;
            },
            TimeSpan.FromSeconds(30), "a call would have been refused", Cancel);

        (found!.Name, found.Allowed, found.Rule, found.Outcome).ShouldBe(("test_error_handling", true, "scope-run", CallOutcome.ToolError));
        found.Tried.ShouldNotBeNull().ShouldSatisfyAllConditions(t => t.Allowed.ShouldBeFalse(), t => t.By.ShouldBe(["dry/no-errors"]));
        found.Attributes!.Value.GetProperty("read").GetProperty("resource").GetString().ShouldBe("fixture/test_error_handling");
        (await gateway.Gateway.Admin.ListAuditAsync(new AuditFilter(Name: "test_simple_text") { WouldRefuse = true }, cancellationToken: Cancel)).Items.ShouldBeEmpty();
        (await gateway.Gateway.Admin.VerifyAuditAsync(Cancel)).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task A_candidate_is_tried_on_the_calls_of_agents_and_the_report_says_what_would_change()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await CallAsync(gateway, times: 3);
        var candidate = new Dictionary<string, string>
        {
            ["draft"] = """@id("closed") forbid (principal is Agent, action == Action::"tool.call", resource in Upstream::"fixture");""",
        };

        var trial = await gateway.Gateway.Admin.TryPoliciesAsync(new TryPolicies { Drafts = candidate }, Cancel);

        (trial.Refused, trial.Allowed, trial.Undecided).ShouldBe((6, 0, 0));
        trial.ByTool.ShouldBe([new TrialCount("test_error_handling", 3, 0), new TrialCount("test_simple_text", 3, 0)]);
        trial.ByPolicy.ShouldBe([new TrialCount("draft/closed", 6, 0)]);
        trial.ByPrincipal.ShouldHaveSingleItem().Refused.ShouldBe(6);
        trial.Examples.Count.ShouldBe(6);
        trial.Examples[0].ShouldSatisfyAllConditions(e => e.Rule.ShouldBe("scope-run"), e => e.WouldAllow.ShouldBeFalse(), e => e.WouldRule.ShouldBe("draft/closed"));
        trial.NextCursor.ShouldBeNull();
        (await gateway.Gateway.Admin.ListPoliciesAsync(Cancel)).Items.ShouldBeEmpty("a trial keeps nothing");

        // Page by page it is the same.
        var (refused, cursor) = (0L, (string?)null);
        do
        {
            var part = await gateway.Gateway.Admin.TryPoliciesAsync(new TryPolicies { Drafts = candidate, Limit = 2, Cursor = cursor }, Cancel);
            refused += part.Refused;
            cursor = part.NextCursor;
        }
        while (cursor is not null);
        refused.ShouldBe(6);
    }

    [Fact]
    public async Task The_command_line_tries_a_file_and_says_what_could_not_be_decided()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Legacy, Cancel);
        await using var gateway = await GatewayBefore.StartAsync(postgres, fixture);
        await CallAsync(gateway, times: 1);
        var file = Path.Combine(gateway.Gateway.Folder, "draft.cedar");
        await File.WriteAllTextAsync(file, """@id("x") forbid (principal, action == Action::"tool.call", resource) when { principal.name == "robot" };""", Cancel);

        await File.WriteAllTextAsync(
            Path.Combine(gateway.Gateway.Folder, "installation.json"),
            $$"""{"gateway":"{{gateway.Gateway.Address}}","web":"http://127.0.0.1:1","mcp":"{{gateway.Address}}","pid":1,"startedAt":"2026-03-02T09:30:00Z"}""", Cancel);

        var tried = await RunAsync(file, "--since", "7d");

        (tried.Code, tried.Error).ShouldBe((0, ""));
        tried.Out.ShouldContain("2 could not be decided");
        tried.Out.ShouldContain("2 not decided: principal.name was not recorded, since no policy in force read it.");
        (await RunAsync("nothing-such")).Error.ShouldContain("neither a file nor a set");

        Task<McppResult> RunAsync(params string[] words) => McppRun.RunInAsync("", ["policy", "try", .. words, "--data", gateway.Gateway.Folder]);
    }

    private static async Task CallAsync(GatewayBefore gateway, int times)
    {
        await using var agent = await Agent.ConnectAsync(gateway.Address, Revisions.Modern, await gateway.Gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        for (var n = 0; n < times; n++)
        {
            await agent.CallAsync("test_simple_text");
            await agent.CallAsync("test_error_handling");
        }

        await Eventually.TrueAsync(
            async () => (await gateway.Gateway.Admin.ListAuditAsync(cancellationToken: Cancel)).Items.Count(c => c.Method == "tools/call") == 2 * times,
            TimeSpan.FromSeconds(15), "the records are stored", Cancel);
    }
}
