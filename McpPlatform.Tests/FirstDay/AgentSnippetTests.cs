using System.Diagnostics;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Conformance;
using ModelContextProtocol.Client;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.FirstDay;

/// <summary>What README has people paste into their MCP clients works as it stands there.</summary>
[Collection(FirstDayCollection.Name)]
public sealed class AgentSnippetTests(RunningPlatform platform, InstalledMcpp mcpp) : IClassFixture<InstalledMcpp>
{
    private const string Inspector = "npx @modelcontextprotocol/inspector";
    private static readonly NpmPackages Packages = new("inspector", "McpPlatform.Tests", "Mcp", "Inspector");

    public static TheoryData<string> Inspections => [.. Readme.Lines.Where(line => line.StartsWith(Inspector, StringComparison.Ordinal))];

    private static string Snippet => Readme.AgentConfigurations[1];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Both_transports_have_a_snippet_and_a_line_for_the_inspector()
    {
        Readme.AgentConfigurations.Count.ShouldBe(2);
        Inspections.Count.ShouldBe(2);
        Readme.Lines.Count.ShouldBe(Readme.Commands.Count + Inspections.Count + InstalledMcpp.Commands.Count, "no line is shown that nobody runs");
    }

    [Theory]
    [MemberData(nameof(Inspections))]
    public async Task The_inspector_lists_the_tools(string command)
    {
        using var project = new Project(platform);
        CheckTools(await InspectAsync(command, project));
    }

    [Fact]
    public async Task The_inspector_reads_the_snippet_of_a_server_that_is_started()
    {
        using var project = new Project(platform);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "mcp.json"), Snippet, Cancel);
        CheckTools(await InspectAsync($"{Inspector} --cli --config mcp.json --server mcp-platform --method tools/list", project));
    }

    [Fact]
    public async Task An_agent_starts_its_server_as_the_snippet_says()
    {
        using var project = new Project(platform);
        var server = JsonNode.Parse(Snippet)!["mcpServers"]!.AsObject().ShouldHaveSingleItem().Value!;
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            // A shell looks for the command where a person's would be.
            Command = "sh",
            Arguments = ["-c", $"exec {server["command"]} {string.Join(' ', server["args"]!.AsArray())}"],
            WorkingDirectory = project.Folder,
            EnvironmentVariables = new Dictionary<string, string?> { ["PATH"] = mcpp.SearchPath },
        });
        await using var agent = await McpClient.CreateAsync(transport, cancellationToken: Cancel);
        (await agent.ListToolsAsync(cancellationToken: Cancel)).ShouldContain(tool => tool.Name == "plan_pipeline");
        (await agent.CallToolAsync("list_pipelines", new Dictionary<string, object?>(), cancellationToken: Cancel)).IsError.ShouldNotBe(true);
    }

    private static void CheckTools(string output)
    {
        var tools = JsonNode.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..])!["tools"]!.AsArray();
        tools.Select(tool => tool!["name"]!.GetValue<string>()).ShouldContain("plan_pipeline");
    }

    private async Task<string> InspectAsync(string command, Project project)
    {
        await Packages.EnsureAsync(Cancel);
        var node = (await SuiteInstallation.EnsureAsync(Cancel)).Node;
        var launcher = Path.Combine(Packages.Official("inspector"), "clients", "launcher", "build", "index.js");
        var here = command.Replace(Inspector, $"exec \"{node}\" \"{launcher}\"", StringComparison.Ordinal)

            // The port may be another where the usual one is taken.
            .Replace(":5080", $":{platform.Mcp.Port}", StringComparison.Ordinal);
        var start = new ProcessStartInfo("sh", ["-c", $"{here} 2>errors"]) { WorkingDirectory = project.Folder };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(node)}{Path.PathSeparator}{mcpp.SearchPath}";
        start.Environment["HOME"] = project.Folder;
        start.Environment["MCPP_KEY"] = (await platform.Client.CreateKeyAsync(new CreateKey("inspector", PrincipalKind.Agent, [Scope.Read, Scope.Write, Scope.Run]), Cancel)).Key;
        var run = await CommandRun.OfAsync(start, Cancel);
        run.Code.ShouldBe(0, $"{here}\n{run.Output}\n{await File.ReadAllTextAsync(Path.Combine(project.Folder, "errors"), Cancel)}");
        return run.Output;
    }

    /// <summary>A folder of somebody's work below that of the installation.</summary>
    private sealed class Project : IDisposable
    {
        private readonly TestFolder root = new();

        public Project(RunningPlatform platform)
        {
            Directory.CreateSymbolicLink(root.In(".mcp-platform"), platform.DataFolder);
            Folder = Directory.CreateDirectory(root.In("work")).FullName;
        }

        public string Folder { get; }

        public void Dispose() => root.Dispose();
    }
}
