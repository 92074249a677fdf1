using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class ToolsApiTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("search")]
    [InlineData("pages/search")]
    [InlineData("look up & more?")]
    [InlineData("поиск")]
    public async Task A_tool_of_any_name_is_found_approved_and_rejected(string name)
    {
        await using var gateway = await GatewayAsync();
        var tool = await SeeAsync(gateway, name);

        (await gateway.Admin.GetToolAsync("wiki", name, Cancel)).Tool.State.ShouldBe(ToolState.Quarantined);
        (await gateway.Admin.ApproveToolAsync("wiki", name, tool.Hash, Cancel)).Tool.State.ShouldBe(ToolState.Approved);
        (await gateway.Admin.RejectToolAsync("wiki", name, tool.Hash, Cancel)).Tool.Offered!.RejectedBy.ShouldNotBeNull();
    }

    [Fact]
    public async Task Lists_are_filtered_and_an_unknown_state_is_refused()
    {
        await using var gateway = await GatewayAsync();
        await SeeAsync(gateway, "a");
        await SeeAsync(gateway, "b");
        await gateway.Admin.ApproveToolAsync("wiki", "a", Hash("a"), Cancel);

        (await gateway.Admin.ListToolsAsync(ToolState.Quarantined, cancellationToken: Cancel)).Items.Select(t => t.Name).ShouldBe(["b"]);
        (await gateway.Admin.ListToolsAsync(upstream: "wiki", cancellationToken: Cancel)).Items.Select(t => t.Name).ShouldBe(["a", "b"]);
        (await gateway.Admin.ListToolsAsync(upstream: "none", cancellationToken: Cancel)).Items.ShouldBeEmpty();
        using var odd = await gateway.Http(gateway.AdminKey).GetAsync(new Uri("api/v1/tools?state=odd", UriKind.Relative), Cancel);
        odd.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_not_there_is_404_and_what_was_not_looked_at_409()
    {
        await using var gateway = await GatewayAsync();
        await SeeAsync(gateway, "a");

        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.GetToolAsync("wiki", "none", Cancel))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.ApproveToolAsync("wiki", "none", Hash("a"), Cancel))).Status.ShouldBe(HttpStatusCode.NotFound);
        var refused = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.ApproveToolAsync("wiki", "a", Hash("b"), Cancel));
        (refused.Status, refused.Detail.Contains(Hash("a"), StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Conflict, true));
    }

    [Fact]
    public async Task A_definition_nested_as_deep_as_messages_may_be_is_shown()
    {
        await using var gateway = await GatewayAsync();
        var deep = string.Concat(Enumerable.Repeat("""{"properties":""", 58)) + "1" + new string('}', 58);
        var tool = ToolDefinition.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"name":"deep","inputSchema":{{deep}}}"""));
        await gateway.Get<IToolStore>().SeeAsync("default", "wiki", [new SeenTool(tool, [])], [], Cancel);

        (await gateway.Admin.GetToolAsync("wiki", "deep", Cancel)).Changes.Count.ShouldBe(2);
    }

    private async Task<TestGateway> GatewayAsync()
    {
        var gateway = await TestGateway.StartAsync(postgres);
        await gateway.Admin.AddUpstreamAsync(new AddUpstream("wiki", "http://127.0.0.1:9/mcp") { DefinitionTrust = DefinitionTrust.Reviewed }, Cancel);
        return gateway;
    }

    private static async Task<ToolDefinition> SeeAsync(TestGateway gateway, string name)
    {
        var tool = Tool(name);
        await gateway.Get<IToolStore>().SeeAsync("default", "wiki", [new SeenTool(tool, [])], [], Cancel);
        return tool;
    }

    private static string Hash(string name) => Tool(name).Hash;

    private static ToolDefinition Tool(string name) =>
        ToolDefinition.Read(System.Text.Encoding.UTF8.GetBytes($$$"""{"name":"{{{name}}}","inputSchema":{"type":"object"}}"""));
}
