using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Journeys;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.FirstDay;

/// <summary>README keeps its word: each command it shows is run, and its agent's configuration connects an agent.</summary>
[Collection(FirstDayCollection.Name)]
public sealed class ReadmeTests(RunningPlatform platform)
{
    private const string PlainStart = "dotnet run --project McpPlatform.AppHost";
    private const string Tests = "dotnet run --project McpPlatform.Tests";
    private const string Folder = "/path/to/folder";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Commands => [.. Readme.Commands];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_of_the_readme_works(string command)
    {
        File.Exists(Readme.AssemblyOf(command)).ShouldBeTrue(command);
        if (command == Tests)
        {
            // It is what runs right now.
            Readme.AssemblyOf(command).ShouldBe(typeof(ReadmeTests).Assembly.Location);
        }
        else if (command == PlainStart || command.Contains(Folder, StringComparison.Ordinal))
        {
            // The shared platform was started with both; a second platform would only show the same again.
            platform.Announcement.ShouldContain("McpPlatform is ready");
            platform.PrintedLink.ShouldNotBeEmpty();
            command.Replace(Folder, platform.Sales, StringComparison.Ordinal).ShouldBeOneOf(PlainStart, $"{PlainStart} -- --files sales={platform.Sales}");
            (await platform.Client.GetConnectionAsync("sales", Cancel)).Options["root"].ShouldBe(platform.Sales);
        }
        else
        {
            await platform.LoadAsync("load airports.csv from the samples into the warehouse, replacing what is there");
            Judge(command, await ShellAsync(Readme.WithoutBuild(command)));
        }
    }

    [Fact]
    public void Both_main_commands_are_there_and_every_link_leads_to_a_file()
    {
        Readme.Commands.ShouldContain(PlainStart);
        Readme.Commands.ShouldContain(Tests);
        Readme.LinkedFiles.ShouldNotBeEmpty();
        Readme.LinkedFiles.ShouldAllBe(file => Path.Exists(file));
    }

    [Fact]
    public async Task An_agent_configured_as_the_readme_says_goes_from_words_to_rows_and_stops_where_a_person_must_decide()
    {
        await using var agent = await ConnectAgentAsync();
        var tools = (await agent.ListToolsAsync(cancellationToken: Cancel)).Select(tool => tool.Name).ToList();
        tools.ShouldAllBe(tool => Readme.Text.Contains($"`{tool}`", StringComparison.Ordinal));
        tools.Count.ShouldBe(9);

        var rows = await RunAsync(agent, "load github.csv from the samples into the warehouse as agents_table");
        Text(rows, "status").ShouldBe("started");
        var ended = await platform.Client.WaitForEndAsync(Guid.Parse(Text(rows["run"]!, "id")), Cancel);
        ended.ShouldHaveSucceeded();
        Text(await CallAsync(agent, "get_run", new() { ["runId"] = ended.Id }), "state").ShouldBe("succeeded");
        (await platform.CountAsync("select count(*) from agents_table")).ShouldBe(ended.Streams[0].Loaded);

        Text(await RunAsync(agent, "load wheat.json from the samples into the warehouse as agents_table, replacing what is there"), "status").ShouldBe("needs_approval");
    }

    private static void Judge(string command, (int Code, string Out, string Error) result)
    {
        result.Code.ShouldBe(0, $"{command}\n{result.Out}\n{result.Error}");
        if (command.Contains("--json", StringComparison.Ordinal))
        {
            var answer = JsonNode.Parse(result.Out)!;
            Text(answer, "status").ShouldBe("succeeded");
            answer["run"]!["streams"]![0]!["loaded"]!.GetValue<long>().ShouldBe(3376);
        }
        else if (command.Contains(" query ", StringComparison.Ordinal))
        {
            result.Out.ShouldContain("AK");
            result.Out.ShouldContain("263");
        }
        else
        {
            result.Out.ShouldNotBeEmpty();
        }
    }

    private async Task<(int Code, string Out, string Error)> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment["MCPP_DATA"] = platform.DataFolder;
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync(Cancel);
        var error = shell.StandardError.ReadToEndAsync(Cancel);
        await shell.WaitForExitAsync(Cancel).WaitAsync(Limit, Cancel);
        return (shell.ExitCode, await output, await error);
    }

    private async Task<McpClient> ConnectAgentAsync()
    {
        var key = await platform.Client.CreateKeyAsync(new CreateKey("agent of the readme", PrincipalKind.Agent, [Scope.Read, Scope.Write, Scope.Run]), Cancel);
        var server = JsonNode.Parse(Readme.AgentConfigurations[0])!["mcpServers"]!.AsObject().ShouldHaveSingleItem().Value!;
        Text(server, "type").ShouldBe("http");
        var address = new Uri(Text(server, "url"));
        address.AbsolutePath.ShouldBe(platform.Mcp.AbsolutePath);
        return await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions
            {
                // The port may be another where the usual one is taken.
                Endpoint = new UriBuilder(address) { Port = platform.Mcp.Port }.Uri,
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = server["headers"]!.AsObject().ToDictionary(
                    header => header.Key, header => header.Value!.GetValue<string>().Replace("${MCPP_KEY}", key.Key, StringComparison.Ordinal)),
            }),
            cancellationToken: Cancel);
    }

    private static async Task<JsonNode> RunAsync(McpClient agent, string words)
    {
        var answer = (await CallAsync(agent, "plan_pipeline", new() { ["words"] = words })).Deserialize(ContractsJson.Default.PlanAnswer)!;
        answer.Status.ShouldBe(PlanAnswerStatus.Ready);
        return await CallAsync(agent, "run_pipeline", new()
        {
            ["plan"] = JsonSerializer.SerializeToElement(answer.Plan!, ContractsJson.Default.PipelinePlan!), ["planHash"] = answer.PlanHash,
        });
    }

    private static async Task<JsonNode> CallAsync(McpClient agent, string tool, Dictionary<string, object?> arguments)
    {
        var result = await agent.CallToolAsync(tool, arguments, cancellationToken: Cancel);
        result.IsError.ShouldNotBe(true, string.Join(' ', result.Content.OfType<TextContentBlock>().Select(content => content.Text)));
        return JsonNode.Parse(result.StructuredContent!.Value.GetRawText())!;
    }

    private static string Text(JsonNode node, string name) => node[name].ShouldNotBeNull(node.ToJsonString()).GetValue<string>();
}
