using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Cli;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class PoliciesApiTests(TestPostgres postgres)
{
    private const string NoKeys = """@id("no-keys") @reason("Keys are made elsewhere.") forbid (principal, action == Action::"key.manage", resource);""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_set_decides_once_it_is_put_and_no_more_once_it_is_removed()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var put = await gateway.Admin.PutPoliciesAsync("keys", new PutPolicySet(NoKeys), Cancel);
        (put.Version, put.Mode).ShouldBe((1, PolicyMode.Enforced));
        await EventuallyAsync(gateway, "Keys are made elsewhere. (rule 'keys/no-keys')");
        await gateway.Admin.RemovePoliciesAsync("keys", Cancel);
        await EventuallyAsync(gateway, null);
    }

    [Fact]
    public async Task A_former_version_is_put_back_as_a_new_one()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.PutPoliciesAsync("keys", new PutPolicySet(NoKeys), Cancel);
        await gateway.Admin.RemovePoliciesAsync("keys", Cancel);
        (await gateway.Admin.RestorePoliciesAsync("keys", 1, Cancel)).Version.ShouldBe(3);
        var versions = (await gateway.Admin.ListPolicyVersionsAsync("keys", Cancel)).Items;
        versions.Select(v => (v.Version, v.Text is null)).ShouldBe([(3, false), (2, true), (1, false)]);
        (await Refused(() => gateway.Admin.RestorePoliciesAsync("keys", 2, Cancel))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.Admin.ListPoliciesAsync(Cancel)).Items.ShouldHaveSingleItem().Text.ShouldBe(NoKeys);
    }

    [Fact]
    public async Task Wrong_policies_are_refused_with_their_place_and_change_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var refused = await Refused(() => gateway.Admin.PutPoliciesAsync("keys", new PutPolicySet(NoKeys + "\nforbid (principal, action, nonsense);"), Cancel));
        (refused.Status, refused.Message).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.BadRequest), r => r.Message.ShouldContain("line 2"));
        (await gateway.Admin.ListPoliciesAsync(Cancel)).Items.ShouldBeEmpty();
        (await gateway.Admin.CheckPoliciesAsync("permit (", Cancel)).Problems.ShouldNotBeEmpty();
        (await gateway.Admin.CheckPoliciesAsync(NoKeys, Cancel)).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_of_a_version_that_no_longer_stands_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.PutPoliciesAsync("keys", new PutPolicySet(NoKeys, ExpectedVersion: 0), Cancel);
        (await Refused(() => gateway.Admin.PutPoliciesAsync("keys", new PutPolicySet(NoKeys, ExpectedVersion: 0), Cancel))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await gateway.Admin.PutPoliciesAsync("keys", new PutPolicySet(NoKeys, ExpectedVersion: 1), Cancel)).Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_dry_run_refuses_nothing_and_says_what_it_would_refuse()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.PutPoliciesAsync("keys", new PutPolicySet(NoKeys, PolicyMode.DryRun), Cancel);
        await Eventually.TrueAsync(
            async () =>
            {
                await gateway.Admin.ListKeysAsync(cancellationToken: Cancel);
                return gateway.Logs.Any(line => line.Contains("'keys/no-keys', which is only tried, would refuse", StringComparison.Ordinal));
            },
            TimeSpan.FromSeconds(30), "the log says what would be refused", Cancel);
    }

    [Fact]
    public async Task The_command_line_applies_tests_and_explains_policies()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        await File.WriteAllTextAsync(
            Path.Combine(gateway.Folder, "installation.json"),
            $$"""{"gateway":"{{gateway.Address}}","web":"http://127.0.0.1:1","mcp":"{{gateway.Address}}mcp","pid":1,"startedAt":"2026-03-02T09:30:00Z"}""", Cancel);
        var file = Path.Combine(gateway.Folder, "night.cedar");
        await File.WriteAllTextAsync(
            file, """@id("closed") forbid (principal is Agent, action == Action::"tool.call", resource) when { context.now.toTime() < duration("6h") };""", Cancel);
        var cases = Path.Combine(gateway.Folder, "night.yaml");
        await File.WriteAllTextAsync(cases, Cases, Cancel);

        (await RunAsync("validate", file)).Out.ShouldEndWith("is right.");
        var tested = await RunAsync("test", cases);
        (tested.Code, tested.Error).ShouldBe((1, ""), string.Join("\n", gateway.Logs.Where(line => line.Contains("xception", StringComparison.Ordinal))));
        tested.Out.ShouldContain("ok      at night agents call nothing");
        tested.Out.ShouldContain("FAILED  by day too: expected deny, but got allow by 'scope-run'.");
        tested.Out.ShouldEndWith("1 of 2 cases hold.");
        (await RunAsync("apply", "night", file)).Out.ShouldBe("The policies 'night' stand at version 1 and decide.");
        (await RunAsync("list")).Out.ShouldContain("night   enforced");
        await Eventually.TrueAsync(
            async () => (await RunAsync("explain", "tool.call", "tool/wiki/search", "--scope", "run", "--at", "2026-05-04T03:00:00Z")).Out
                .Contains("Refused by the rule 'night/closed'.", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30), "the policies decide", Cancel);

        Task<McppResult> RunAsync(params string[] words) => McppRun.RunInAsync("", ["policy", .. words, "--data", gateway.Folder]);
    }

    private const string Cases = """
        policies: [night.cedar]
        cases:
          - name: at night agents call nothing
            principal: { kind: agent, scopes: [run] }
            action: tool.call
            resource: { type: tool, id: wiki/search }
            context: { now: "2026-05-04T03:00:00Z" }
            expect: deny
            rule: night/closed
          - name: by day too
            principal: { kind: agent, scopes: [run] }
            action: tool.call
            resource: { type: tool, id: wiki/search }
            context: { now: "2026-05-04T12:00:00Z", arguments: { text: hello } }
            expect: deny
        """;

    private static Task EventuallyAsync(TestGateway gateway, string? refusal) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await gateway.Admin.ListKeysAsync(cancellationToken: Cancel);
                return refusal is null;
            }
            catch (PlatformException exception)
            {
                return exception.Message == refusal;
            }
        },
        TimeSpan.FromSeconds(30), refusal ?? "keys can be listed", Cancel);

    private static async Task<(HttpStatusCode Status, string Message)> Refused(Func<Task> act)
    {
        var exception = await Should.ThrowAsync<PlatformException>(act);
        return (exception.Status, exception.Message);
    }
}
