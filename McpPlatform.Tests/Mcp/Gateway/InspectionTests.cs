using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>What a tool is not handed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class InspectionTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Revisions.Modern)]
    [InlineData(Revisions.LatestLegacy)]
    public async Task Arguments_that_do_not_fit_the_schema_never_reach_the_tool(string revision)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await StartAsync(fixture);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, gateway.AdminKey);
        var tool = (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).First(t => t.Name.StartsWith("test_", StringComparison.Ordinal) && t.JsonSchema.TryGetProperty("required", out var required) && required.GetArrayLength() > 0);

        (await agent.CallAsync(tool.Name)).ShouldStartWith("The arguments do not fit the tool's input schema.");
        fixture.Received.ShouldNotContain(m => m.JsonRpcMethod == "tools/call");
    }

    [Fact]
    public async Task An_address_inside_the_network_never_reaches_the_tool_unless_it_is_named()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await StartAsync(fixture, new() { ["Firewall:AllowedHosts:0"] = "wiki.internal" });
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);

        (await agent.CallAsync("test_simple_text", With("http://169.254.169.254/latest"))).ShouldStartWith("'169.254.169.254' lies inside a private network.");
        fixture.Received.ShouldNotContain(m => m.JsonRpcMethod == "tools/call");
        (await agent.CallAsync("test_simple_text", With("http://wiki.internal/start"))).ShouldNotContain("private network");
        fixture.Received.ShouldContain(m => m.JsonRpcMethod == "tools/call");
    }

    [Fact]
    public async Task Arguments_nested_without_end_are_refused()
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await StartAsync(fixture);
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        (await DeepAsync(agent, 60)).ShouldNotContain("nested");
        (await DeepAsync(agent, 70)).ShouldContain("nested deeper than 64");
        (await DeepAsync(agent, 100_000)).ShouldContain("nested deeper than 64");
    }

    [Theory]
    [InlineData("""{"name":"test_simple_text","arguments":{"a":{"to":"Ada","to":"Bob"}}}""", "'arguments' names a member of an object twice")]
    [InlineData("""{"name":"test_simple_text","arguments":{"to":"Ada","t\u006f":"Bob"}}""", "'arguments' names a member of an object twice")]
    [InlineData("""{"name":"test_simple_text","arguments":{},"arguments":{"to":"Bob"}}""", "'arguments' comes twice")]
    [InlineData("""{"name":"test_simple_text","name":"test_image_content","arguments":{}}""", "'name' comes twice")]
    public async Task What_says_something_twice_never_reaches_the_tool(string call, string refusal)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await StartAsync(fixture);
        using var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);

        using var response = await agent.CallAsync("tools/call", call, ("Mcp-Name", "test_simple_text"));

        System.Text.RegularExpressions.Regex.Unescape(await response.Content.ReadAsStringAsync(Cancel)).ShouldContain(refusal);
        fixture.Received.ShouldNotContain(m => m.JsonRpcMethod == "tools/call");
    }

    private static async Task<string> DeepAsync(WireAgent agent, int depth)
    {
        var deep = $$"""{"name":"test_simple_text","arguments":{"a":{{new string('[', depth)}}{{new string(']', depth)}} } }""";
        using var response = await agent.CallAsync("tools/call", deep, ("Mcp-Name", "test_simple_text"));
        return System.Text.RegularExpressions.Regex.Unescape(await response.Content.ReadAsStringAsync(Cancel));
    }

    private static Dictionary<string, object?> With(string url) => new() { ["nested"] = new Dictionary<string, object?> { ["list"] = new[] { "harmless", $"see {url} there" } } };

    private async Task<TestGateway> StartAsync(FixtureServer fixture, Dictionary<string, string?>? settings = null)
    {
        var gateway = await TestGateway.StartAsync(postgres, settings);
        await gateway.OfferAsync(new AddUpstream("fixture", fixture.Address.ToString(), Prefix: ""));
        return gateway;
    }
}
