using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Guard.Sandbox;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Folder;

/// <summary>Code in the watched folder is a tool like any other, and runs in the sandbox.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ToolFolderTests(TestPostgres postgres) : IDisposable
{
    private const string Count = "export default ({ text }) => ({ words: text.split(' ').length })";
    private const string CountDefinition = """
        title: Count words
        description: Counts the words of a text.
        inputSchema:
          type: object
          properties:
            text: {type: string, maxLength: 1000}
          required: [text]
        outputSchema: {type: object, properties: {words: {type: integer, minimum: 0.5}}}
        annotations: {readOnlyHint: true}
        risk: low
        tags: [text]
        owner: Ada
        version: 1.10
        quota: {wallSeconds: 2}

        """;

    private readonly WatchedFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task A_script_is_a_tool_for_as_long_as_it_lies_in_the_folder(string revision)
    {
        await using var gateway = await folder.StartAsync(postgres);
        await using var agent = await AgentAsync(gateway, revision);
        await folder.ScriptAsync("count-words", Count, CountDefinition);
        await WatchedFolder.ListedAsync(agent, "count-words");

        var tool = (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).Single(t => t.Name == "count-words");
        (tool.Title, tool.Description, tool.ProtocolTool.Annotations!.ReadOnlyHint).ShouldBe(("Count words", "Counts the words of a text.", true));
        var result = await WatchedFolder.CallAsync(agent, "count-words", new() { ["text"] = "one two three" });
        Text(result).ShouldBe("""{"words":3}""");
        result.StructuredContent!.Value.GetProperty("words").GetInt32().ShouldBe(3);
        var upstream = await gateway.Admin.GetUpstreamAsync("count-words", Cancel);
        (upstream.File, upstream.Risk, upstream.Owner, upstream.Sandbox!.Code.Version).ShouldBe(("count-words.js", RiskClass.Low, "Ada", "1.10"));
        (await gateway.Admin.GetToolAsync("count-words", "count-words", Cancel)).Tool.State.ShouldBe(ToolState.Approved);

        folder.Delete("count-words.js");
        await WatchedFolder.ListedAsync(agent, "count-words", listed: false);
    }

    [Fact]
    public async Task A_module_of_wasm_is_a_tool_and_what_it_writes_may_be_text()
    {
        await using var gateway = await folder.StartAsync(postgres);
        await using var agent = await AgentAsync(gateway);
        await folder.WriteAsync("echo.tool.yaml", "description: Says what it is told.\n");
        await folder.WriteAsync("echo.wasm", WasmTools.Echo);
        await WatchedFolder.ListedAsync(agent, "echo");
        (await WatchedFolder.CallAsync(agent, "echo", new() { ["say"] = "hello" })).StructuredContent!.Value.GetProperty("say").GetString().ShouldBe("hello");

        await folder.ScriptAsync("greet", "export default () => 'Good morning.'");
        await WatchedFolder.ListedAsync(agent, "greet");
        var greeting = await WatchedFolder.CallAsync(agent, "greet");
        (Text(greeting), greeting.StructuredContent).ShouldBe(("Good morning.", null));
    }

    [Fact]
    public async Task Code_or_grants_that_change_wait_for_a_person_like_a_changed_description()
    {
        await folder.ScriptAsync("count-words", Count, CountDefinition);
        await using var gateway = await folder.StartAsync(postgres);
        await using var agent = await AgentAsync(gateway);
        await WatchedFolder.ListedAsync(agent, "count-words");

        await folder.WriteAsync("count-words.js", Count.Replace("' '", "/\\s+/", StringComparison.Ordinal));
        await ApproveAsync(gateway, agent, "/_meta/mcp-platform~1sandbox/code");
        (await WatchedFolder.CallAsync(agent, "count-words", new() { ["text"] = "one\ntwo" })).StructuredContent!.Value.GetProperty("words").GetInt32().ShouldBe(2);

        await folder.WriteAsync("count-words.tool.yaml", CountDefinition + "grants: {http: ['https://api.example.com'], secrets: [dictionary]}\n");
        await ApproveAsync(gateway, agent, "/_meta/mcp-platform~1sandbox/http/0");
        var grants = (await gateway.Admin.ListToolsAsync(null, "count-words", cancellationToken: Cancel)).Items.Single().Sandbox!.Grants;
        (grants.Http.Single(), grants.Secrets.Single()).ShouldBe(("https://api.example.com", "dictionary"));
    }

    [Fact]
    public async Task A_broken_version_and_a_half_written_one_leave_the_last_good_one()
    {
        await folder.ScriptAsync("count-words", Count, CountDefinition);
        await folder.ScriptAsync("slow", "export default () => 'first'");
        await using var gateway = await folder.StartAsync(postgres);
        await using var agent = await AgentAsync(gateway);
        await WatchedFolder.ListedAsync(agent, "count-words");
        await WatchedFolder.ListedAsync(agent, "slow");
        using var stop = new CancellationTokenSource();
        var writing = WriteOnAndOnAsync(Path.Combine(folder.Path, "slow.js"), stop.Token);

        await folder.WriteAsync("count-words.js", "export default (");
        await WatchedFolder.SaysAsync(gateway, "'count-words.js' of the upstream folder is not applied: The tool 'count-words' failed:");
        await folder.WriteAsync("count-words.tool.yaml", "description: Counts.\ncolour: blue\n");
        await WatchedFolder.SaysAsync(gateway, "It says '$.colour', which is none of: annotations");
        await folder.WriteAsync("empty.js", "export default 1");
        await WatchedFolder.SaysAsync(gateway, "'empty.js' of the upstream folder is not applied: It has no definition beside it. Write 'empty.tool.yaml'");

        (await WatchedFolder.CallAsync(agent, "count-words", new() { ["text"] = "one two" })).StructuredContent!.Value.GetProperty("words").GetInt32().ShouldBe(2);
        Text(await WatchedFolder.CallAsync(agent, "slow")).ShouldBe("first");
        await stop.CancelAsync();
        await writing;
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.GetToolAsync("slow", "slow", Cancel)).OfferedJson is not null, WatchedFolder.Soon, "what was written is taken when it rests", Cancel);
    }

    [Theory]
    [InlineData("export default () => { throw new Error('no luck') }", "The tool 'count-words' failed: no luck")]
    [InlineData("export default () => { for (;;) { } }", "The tool 'count-words' took longer than 2 s and was ended.")]
    [InlineData("export default () => ({ words: 'x'.repeat(2000000) })", "The tool 'count-words' answered with more than 1048576 bytes.")]
    [InlineData("export default () => ({ words: 'many' })", "The tool 'count-words' answered with something that its 'outputSchema' does not allow: '/words' must be an integer, and is a string.")]
    [InlineData("export default () => 'many'", "answered with something that its 'outputSchema' does not allow")]
    public async Task What_goes_wrong_is_an_answer_of_the_tool_in_one_sentence(string source, string sentence)
    {
        await folder.ScriptAsync("count-words", source, CountDefinition);
        await using var gateway = await folder.StartAsync(postgres);
        await using var agent = await AgentAsync(gateway);
        await WatchedFolder.ListedAsync(agent, "count-words");

        var result = await WatchedFolder.CallAsync(agent, "count-words", new() { ["text"] = "one" });

        result.IsError.ShouldBe(true);
        Text(result).ShouldContain(sentence);
        Text(await WatchedFolder.CallAsync(agent, "count-words")).ShouldStartWith("The arguments do not fit the tool's input schema.");
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.ListAuditAsync(cancellationToken: Cancel)).Items.Any(c => c is { Upstream: "count-words", Outcome: CallOutcome.ToolError }),
            WatchedFolder.Soon, "the audit has it", Cancel);
    }

    [Fact]
    public async Task A_call_that_is_given_up_ends_and_a_tool_comes_from_the_folder_alone()
    {
        await folder.ScriptAsync("wait", "export default ({ on }) => { while (on) { } return 'over' }", "description: Waits.\nquota: {wallSeconds: 600, cpuSeconds: 600, concurrency: 1}\n");
        await using var gateway = await folder.StartAsync(postgres);
        await using var agent = await AgentAsync(gateway);
        await WatchedFolder.ListedAsync(agent, "wait");
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(() => agent.Client.CallToolAsync("wait", new Dictionary<string, object?> { ["on"] = true }, cancellationToken: giveUp.Token).AsTask());
        Text(await WatchedFolder.CallAsync(agent, "wait")).ShouldBe("over");

        var sandbox = (await gateway.Admin.GetUpstreamAsync("wait", Cancel)).Sandbox;
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.AddUpstreamAsync(new AddUpstream("other") { Transport = UpstreamTransport.Sandbox, Sandbox = sandbox }, Cancel)))
            .Detail.ShouldStartWith("Only servers are added here.");
    }

    [Fact]
    public async Task Another_gateway_calls_what_one_found_in_its_folder()
    {
        await folder.ScriptAsync("count-words", Count, CountDefinition);
        await using var gateway = await folder.StartAsync(postgres);
        await using var other = await TestGateway.StartAsync(gateway.Owner, gateway.Folder);
        await using var agent = await AgentAsync(other);
        await WatchedFolder.ListedAsync(agent, "count-words");
        Text(await WatchedFolder.CallAsync(agent, "count-words", new() { ["text"] = "one two" })).ShouldBe("""{"words":2}""");
    }

    private static async Task ApproveAsync(TestGateway gateway, Agent agent, string where)
    {
        await Eventually.TrueAsync(
            async () => (await gateway.Admin.GetToolAsync("count-words", "count-words", Cancel)).Changes.Any(c => c.Where == where), WatchedFolder.Soon, $"{where} is seen changed", Cancel);
        (await Should.ThrowAsync<McpException>(() => agent.CallAsync("count-words", new() { ["text"] = "one" }))).Message.ShouldContain("changed since it was approved");
        var tool = (await gateway.Admin.GetToolAsync("count-words", "count-words", Cancel)).Tool;
        await gateway.Admin.ApproveToolAsync("count-words", "count-words", tool.Offered!.Hash, Cancel);
        await WatchedFolder.ListedAsync(agent, "count-words");
    }

    private static async Task WriteOnAndOnAsync(string file, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            await File.WriteAllTextAsync(file, $"export default () => '{n}' // {new string('x', n)}", CancellationToken.None);
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static Task<Agent> AgentAsync(TestGateway gateway, string revision = Revisions.Modern) =>
        Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, gateway.AdminKey);

    private static string Text(CallToolResult result) => string.Join('\n', result.Content.OfType<TextContentBlock>().Select(c => c.Text));
}
