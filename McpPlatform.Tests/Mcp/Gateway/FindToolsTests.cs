using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Federation;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Fixture.Features;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>Agents that carry no thousand definitions: they find tools by words, and call what they found.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FindToolsTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task An_agent_that_searches_lists_no_tools_of_servers_finds_them_by_words_and_calls_them(string revision)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await GatewayAsync(fixture);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp?tools=search"), revision, gateway.AdminKey);

        var listed = (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).Select(t => t.Name).ToList();
        listed.ShouldContain("find_tools");
        listed.ShouldContain("call_tool");
        listed.ShouldNotContain(name => name.StartsWith("wiki__", StringComparison.Ordinal));
        var found = await FindAsync(agent, "look up the meaning of a word");
        found[0].GetProperty("name").GetString().ShouldBe("wiki__lookup");
        found[0].GetProperty("inputSchema").GetProperty("type").GetString().ShouldBe("object");
        found[0].GetProperty("risk").GetString().ShouldBe("high");
        (await agent.CallAsync("call_tool", new() { ["name"] = "wiki__lookup" })).ShouldBe("Found.");
    }

    [Fact]
    public async Task A_call_by_name_passes_every_stage_as_the_tool_it_names()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await GatewayAsync(fixture);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        (await agent.CallAsync("call_tool", new() { ["name"] = "wiki__test_input_required_result_elicitation" })).ShouldContain("Ada");
        agent.Heard.ShouldContain("elicitation/create");
        var reader = await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read);
        await using var other = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, reader);

        (await Should.ThrowAsync<McpException>(() => other.CallAsync("call_tool", new() { ["name"] = "wiki__lookup" }))).Message.ShouldContain("(rule 'scope-run')");
        (await FindAsync(other, "look up a word")).ShouldBeEmpty();
        (await Should.ThrowAsync<McpException>(() => agent.CallAsync("call_tool", new() { ["name"] = "call_tool" }))).Message.ShouldContain("'call_tool' needs 'name'");
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.ListAuditAsync(cancellationToken: Cancel)).Items.Any(c => c.Name == "wiki__lookup" && !c.Allowed),
            TimeSpan.FromSeconds(15), "the audit names the tool that was meant", Cancel);
    }

    [Fact]
    public async Task What_fails_is_found_after_what_works()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        fixture.AddTool(FixtureTool.Saying("lookup_fast", "Looks the meaning of a word up.", () => throw new ToolFailure("Broken.")));
        await using var gateway = await GatewayAsync(fixture);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        for (var n = 0; n < 20; n++)
        {
            await agent.CallAsync("wiki__lookup_fast");
        }

        await gateway.Get<CallOutcomes>().TellAsync(Cancel);

        (await FindAsync(agent, "lookup the meaning of a word")).Select(t => t.GetProperty("name").GetString()).ShouldBe(["wiki__lookup", "wiki__lookup_fast"]);
    }

    [Fact]
    public async Task What_the_caller_may_not_call_takes_no_place_from_what_fits_less()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        foreach (var n in Enumerable.Range(1, 5))
        {
            fixture.AddTool(FixtureTool.Saying($"lookup_word_{n}", "Looks the meaning of a word up: word, meaning.", () => Content.Result("Secret.")));
        }

        await using var gateway = await GatewayAsync(fixture);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        (await FindAsync(agent, "lookup word meaning")).ShouldAllBe(tool => tool.GetProperty("name").GetString()!.StartsWith("wiki__lookup_word_", StringComparison.Ordinal));
        await gateway.Admin.PutPoliciesAsync("words", new PutPolicySet(string.Join('\n', Enumerable.Range(1, 5).Select(
            n => $$"""@id("no-{{n}}") forbid (principal, action == Action::"tool.call", resource == Tool::"wiki/lookup_word_{{n}}");"""))), Cancel);

        await Eventually.TrueAsync(
            async () => await FindAsync(agent, "lookup word meaning") is [var first, ..] && first.GetProperty("name").GetString() == "wiki__lookup",
            TimeSpan.FromSeconds(15), "the first that may be called", Cancel);
    }

    [Theory]
    [InlineData("mcp?servers=wiki", true)]
    [InlineData("mcp?servers=mail,wiki", true)]
    [InlineData("mcp?servers=mail", false)]
    [InlineData("mcp?tags=docs", true)]
    [InlineData("mcp?tags=money", false)]
    public async Task An_agent_lists_the_tools_of_the_servers_and_tags_it_asks_for_and_may_call_the_others(string address, bool seen)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await GatewayAsync(fixture);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, address), Revisions.LatestLegacy, gateway.AdminKey);

        (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).Any(t => t.Name == "wiki__lookup").ShouldBe(seen);
        (await agent.CallAsync("wiki__lookup")).ShouldBe("Found.");
    }

    private static async Task<IReadOnlyList<JsonElement>> FindAsync(Agent agent, string words) =>
        [.. JsonDocument.Parse(await agent.CallAsync("find_tools", new() { ["query"] = words, ["limit"] = 2 })).RootElement.GetProperty("tools").EnumerateArray()];

    private async Task<TestGateway> GatewayAsync(FixtureServer fixture)
    {
        fixture.AddTool(FixtureTool.Saying("lookup", "Looks the meaning of a word up.", () => Content.Result("Found.")));
        var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("wiki", fixture.Address.ToString()) { Risk = RiskClass.High, Tags = ["docs"] });
        return gateway;
    }
}
