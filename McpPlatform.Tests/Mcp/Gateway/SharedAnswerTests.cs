using System.Text.Json.Nodes;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using ModelContextProtocol.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Answers of tools that only read, which others get as well.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SharedAnswerTests(TestPostgres postgres)
{
    private const string Tool = "wiki__lookup";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(FixtureEras.Legacy), Revisions.Modern)]
    [InlineData(nameof(FixtureEras.Legacy), Revisions.LatestLegacy)]
    [InlineData(nameof(FixtureEras.Modern), Revisions.Modern)]
    [InlineData(nameof(FixtureEras.Modern), Revisions.LatestLegacy)]
    public async Task An_answer_is_kept_for_as_long_as_the_registration_says_and_each_call_is_recorded(string era, string revision)
    {
        await using var wiki = await Wiki.StartAsync(Enum.Parse<FixtureEras>(era));
        await using var gateway = await OfferAsync(wiki, cacheFor: 600);
        await using var ada = await AgentAsync(gateway, revision);
        await using var bob = await AgentAsync(gateway, revision);

        var first = await CallAsync(ada, ("word", "mcp"), ("language", "en"));
        var second = await CallAsync(bob, ("language", "en"), ("word", "mcp"));
        (Text(first), Text(second)).ShouldBe(("Answer 1", "Answer 1"));
        (AgeOf(first), AgeOf(second) >= 0).ShouldBe((null, true));
        Text(await CallAsync(bob, ("word", "mcp"), ("language", "nl"))).ShouldBe("Answer 2");
        wiki.Calls.ShouldBe(2);
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.ListAuditAsync(cancellationToken: Cancel)).Items.Count(r => r is { Name: Tool, Outcome: CallOutcome.Ok }) == 3, Soon,
            "each call has its record", Cancel);
    }

    [Fact]
    public async Task Calls_that_are_the_same_at_the_same_time_reach_the_server_as_one()
    {
        await using var wiki = await Wiki.StartAsync(FixtureEras.Modern);
        wiki.Close();
        await using var gateway = await OfferAsync(wiki, cacheFor: 600);
        await using var ada = await AgentAsync(gateway, Revisions.Modern);
        await using var bob = await AgentAsync(gateway, Revisions.Modern);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = ada.Client.CallToolAsync(Tool, new Dictionary<string, object?>(), cancellationToken: giveUp.Token).AsTask();
        await Eventually.TrueAsync(() => wiki.Calls == 1, Soon, "the first is under way", Cancel);
        var others = Enumerable.Range(0, 10).Select(n => CallAsync(n % 2 == 0 ? ada : bob)).ToList();

        // Whoever came first, the others still want the answer.
        await gateway.Admin.ListAuditAsync(cancellationToken: Cancel);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        wiki.Open();

        (await Task.WhenAll(others)).ShouldAllBe(answer => Text(answer).StartsWith("Answer"));
        wiki.Calls.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task What_a_server_says_of_its_own_answer_goes_before_the_registration()
    {
        await using var wiki = await Wiki.StartAsync(FixtureEras.Modern);
        await using var gateway = await OfferAsync(wiki, cacheFor: 0);
        await using var ada = await AgentAsync(gateway, Revisions.Modern);
        await using var bob = await AgentAsync(gateway, Revisions.LatestLegacy, await gateway.KeyAsync(PrincipalKind.Agent, Scope.Run));
        await TwiceAsync(ada, anew: true);

        wiki.Says(600_000, "public");
        await TwiceAsync(ada, anew: false);
        wiki.Says(0, "public");
        await TwiceAsync(ada, anew: true, ("word", "nought"));
        wiki.Says(600_000, "private");
        await TwiceAsync(ada, anew: false, ("word", "private"));
        var before = wiki.Calls;
        await TwiceAsync(bob, anew: false, ("word", "private"));
        wiki.Calls.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Nothing_is_kept_of_tools_that_may_change_something_of_errors_and_where_nobody_allows_it()
    {
        await using var wiki = await Wiki.StartAsync(FixtureEras.Modern);
        wiki.Server.AddTool(new FixtureTool("write", "Changes something.", _ => Task.FromResult(wiki.Next())));
        wiki.Server.AddTool(new FixtureTool("fail", "Fails.", _ => Task.FromResult(wiki.Next(isError: true))) { IsReadOnly = true });
        await using var gateway = await OfferAsync(wiki, cacheFor: 600);
        await using var agent = await AgentAsync(gateway, Revisions.Modern);
        foreach (var tool in new[] { "wiki__write", "wiki__fail" })
        {
            var (first, second) = (await agent.CallAsync(tool), await agent.CallAsync(tool));
            first.ShouldNotBe(second, tool);
        }
    }

    [Fact]
    public async Task A_change_of_the_lists_the_definition_or_the_registration_begins_anew()
    {
        await using var wiki = await Wiki.StartAsync(FixtureEras.Modern);
        await using var gateway = await OfferAsync(wiki, cacheFor: 600);
        await using var agent = await AgentAsync(gateway, Revisions.Modern);
        await TwiceAsync(agent, anew: false);

        var before = wiki.Calls;
        wiki.Server.AddTool(FixtureTool.Saying("another", "Is new.", () => Content.Result("x")));
        await Eventually.TrueAsync(async () => Text(await CallAsync(agent)) is var text && wiki.Calls == before + 1, Soon, "the server is asked again", Cancel);
        await TwiceAsync(agent, anew: false);

        var stands = await gateway.Admin.GetUpstreamAsync("wiki", Cancel);
        await gateway.Admin.ChangeUpstreamAsync("wiki", stands.AsChange() with { CacheForSeconds = 0 }, Cancel);
        await Eventually.TrueAsync(async () => Text(await CallAsync(agent)) != Text(await CallAsync(agent)), Soon, "nothing is kept", Cancel);
    }

    [Fact]
    public async Task Callers_with_secrets_of_their_own_get_only_their_own_answers_and_new_ones_when_the_secret_changes()
    {
        await using var wiki = await Wiki.StartAsync(FixtureEras.Modern);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.SetSecretAsync("wiki", "horse-of-tenant", Cancel);
        await gateway.OfferAsync(new AddUpstream("wiki", wiki.Server.Address.ToString(), Headers: new Dictionary<string, string> { ["X-Api-Key"] = "secret://user/wiki" })
        {
            CacheForSeconds = 600,
        });
        var (adaKey, bobKey) = (await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Run), await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read, Scope.Run));
        await gateway.Client(adaKey).SetOwnSecretAsync("wiki", "horse-of-ada", Cancel);
        await gateway.Client(bobKey).SetOwnSecretAsync("wiki", "horse-of-bob", Cancel);
        await using var ada = await AgentAsync(gateway, Revisions.Modern, adaKey);
        await using var bob = await AgentAsync(gateway, Revisions.Modern, bobKey);
        await TwiceAsync(ada, anew: false);
        await TwiceAsync(bob, anew: false);
        Text(await CallAsync(ada)).ShouldNotBe(Text(await CallAsync(bob)));

        var before = Text(await CallAsync(ada));
        await gateway.Client(adaKey).SetOwnSecretAsync("wiki", "another-horse", Cancel);
        await Eventually.TrueAsync(async () => Text(await CallAsync(ada)) != before, Soon, "the server is asked with the new secret", Cancel);
    }

    [Fact]
    public async Task Another_tenant_and_a_caller_who_may_not_call_get_nothing_that_was_kept()
    {
        await using var wiki = await Wiki.StartAsync(FixtureEras.Modern);
        await using var gateway = await OfferAsync(wiki, cacheFor: 600);
        await using var ada = await AgentAsync(gateway, Revisions.Modern);
        await TwiceAsync(ada, anew: false);

        await using var reader = await AgentAsync(gateway, Revisions.Modern, await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read));
        (await Should.ThrowAsync<Exception>(() => CallAsync(reader))).Message.ShouldContain("(rule '");

        var stranger = await OtherTenant.FoundAsync(gateway, "acme");
        await gateway.Client(stranger).AddUpstreamAsync(new AddUpstream("wiki", wiki.Server.Address.ToString()) { CacheForSeconds = 600 }, Cancel);
        await using var mallory = await AgentAsync(gateway, Revisions.Modern, stranger);
        await Eventually.TrueAsync(async () => (await mallory.Client.ListToolsAsync(cancellationToken: Cancel)).Any(t => t.Name == Tool), Soon, "the tool is listed", Cancel);
        Text(await CallAsync(mallory)).ShouldNotBe(Text(await CallAsync(ada)));
    }

    [Fact]
    public async Task What_a_policy_hides_is_hidden_in_what_was_kept_before_as_well()
    {
        await using var wiki = await Wiki.StartAsync(FixtureEras.Modern);
        await using var gateway = await OfferAsync(wiki, cacheFor: 600);
        await using var agent = await AgentAsync(gateway, Revisions.Modern);
        Structured(await CallAsync(agent)).ShouldBe("1");
        await gateway.Admin.PutPoliciesAsync("tools", new PutPolicySet("""
            @id("private") @mask("number") permit (principal, action == Action::"tool.call", resource) when { principal.scopes.contains("run") };
            """), Cancel);
        await Eventually.TrueAsync(async () => Structured(await CallAsync(agent)) == "[masked]", Soon, "the answer is masked", Cancel);
        wiki.Calls.ShouldBe(1);
    }

    private async Task<TestGateway> OfferAsync(Wiki wiki, int cacheFor)
    {
        var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("wiki", wiki.Server.Address.ToString()) { CacheForSeconds = cacheFor });
        return gateway;
    }

    private static Task<Agent> AgentAsync(TestGateway gateway, string revision, string? key = null) =>
        Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, key ?? gateway.AdminKey);

    private static async Task<CallToolResult> CallAsync(Agent agent, params (string Name, object? Value)[] arguments) =>
        await agent.Client.CallToolAsync(Tool, arguments.ToDictionary(a => a.Name, a => a.Value), cancellationToken: Cancel);

    private static async Task TwiceAsync(Agent agent, bool anew, params (string Name, object? Value)[] arguments)
    {
        var (first, second) = (await CallAsync(agent, arguments), await CallAsync(agent, arguments));
        (Text(first) != Text(second)).ShouldBe(anew);
    }

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content[0]).Text;

    private static string Structured(CallToolResult result) => result.StructuredContent!.Value.GetProperty("number").ToString();

    private static long? AgeOf(CallToolResult result) => result.Meta?["mcp-platform/cached"]?["ageMs"]?.GetValue<long>();

    /// <summary>A server with one tool that only reads, each of whose answers is another.</summary>
    private sealed class Wiki(FixtureServer server) : IAsyncDisposable
    {
        private TaskCompletionSource opened = Opened();
        private (long Milliseconds, string Scope)? says;
        private int calls;

        public FixtureServer Server => server;

        public int Calls => Volatile.Read(ref calls);

        public static async Task<Wiki> StartAsync(FixtureEras eras)
        {
            var wiki = new Wiki(await FixtureServer.StartAsync(eras, Cancel));
            wiki.Server.AddTool(new FixtureTool("lookup", "Looks a word up.", wiki.AnswerAsync) { IsReadOnly = true });
            return wiki;
        }

        public void Close() => opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => opened.SetResult();

        public void Says(long milliseconds, string scope) => says = (milliseconds, scope);

        public JsonObject Next(bool isError = false)
        {
            var number = Interlocked.Increment(ref calls);
            var result = isError ? Content.Failure($"Answer {number}") : Content.Result($"Answer {number}");
            result["structuredContent"] = new JsonObject { ["number"] = number };
            if (says is { } said)
            {
                (result["ttlMs"], result["cacheScope"]) = (said.Milliseconds, said.Scope);
            }

            return result;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();

        private static TaskCompletionSource Opened()
        {
            var open = new TaskCompletionSource();
            open.SetResult();
            return open;
        }

        private async Task<JsonObject> AnswerAsync(FixtureCall call)
        {
            var answer = Next();
            await opened.Task.WaitAsync(call.Cancelled);
            return answer;
        }
    }
}
