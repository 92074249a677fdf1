using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpPlatform.Cli;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.AppHost;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Journeys;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.FirstDay;

/// <summary>Tests that share one running platform; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class FirstDayCollection : ICollectionFixture<RunningPlatform>
{
    public const string Name = "first day";
}

/// <summary>The whole product, started with README's command and used by all tests of the first day.</summary>
public sealed partial class RunningPlatform : IAsyncLifetime
{
    private static readonly TimeSpan BusyStart = TimeSpan.FromSeconds(90);
    private readonly TestFolder folder = new();
    private AppHostProcess? host;
    private HttpClient? http;

    public Uri Web { get; private set; } = null!;

    public Uri Mcp { get; private set; } = null!;

    public PlatformClient Client { get; private set; } = null!;

    public string DataFolder => folder.In("data");

    /// <summary>A folder that was made a connection, <c>sales</c>, at the start.</summary>
    public string Sales => folder.In("sales");

    public string Announcement => host!.Output;

    /// <summary>The link that was printed at the start. It signs in once.</summary>
    public string PrintedLink => Link().Match(Announcement).Value;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Sales);
        await File.WriteAllTextAsync(Path.Combine(Sales, "january.csv"), "id,amount\n1,10.50\n2,7.25\n");
        host = AppHostProcess.Start(DataFolder, "--files", $"sales={Sales}");
        var running = await host.ReadyAsync(BusyStart, CancellationToken.None);
        Web = new Uri(running["web"]!.GetValue<string>());
        Mcp = new Uri(running["mcp"]!.GetValue<string>());
        var key = (await File.ReadAllTextAsync(Path.Combine(DataFolder, "admin.key"))).Trim();
        http = PlatformClient.CreateHttpClient(new Uri(running["gateway"]!.GetValue<string>()), key);
        Client = new PlatformClient(http);
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        folder.Dispose();
    }

    /// <summary>A fresh sign-in link for a browser.</summary>
    public async Task<string> SignInLinkAsync()
    {
        var link = await Client.CreateSignInLinkAsync(new CreateSignInLink("Ada", [Role.Administrator]), Cancel);
        return new Uri(Web, $"/signin?token={Uri.EscapeDataString(link.Token)}").ToString();
    }

    /// <summary>Runs <c>mcpp</c> against it.</summary>
    internal Task<Cli.McppResult> McppAsync(params string[] arguments) => McppAsync("", arguments);

    internal Task<Cli.McppResult> McppAsync(string input, string[] arguments) =>
        Cli.McppRun.RunInAsync(input, [.. arguments, "--data", DataFolder]);

    /// <summary>Runs <c>mcpp … --json</c> and reads what it prints.</summary>
    public Task<JsonNode> JsonAsync(params string[] arguments) => JsonAsync(ExitCodes.Done, "", arguments);

    public async Task<JsonNode> JsonAsync(int code, string input, params string[] arguments)
    {
        var result = await McppAsync(input, [.. arguments, "--json"]);
        result.Code.ShouldBe(code, $"mcpp {string.Join(' ', arguments)}: {result.Out} {result.Error}");
        return JsonNode.Parse(result.Out).ShouldNotBeNull();
    }

    /// <summary>Plans from words, applies, approves, runs once and waits for the end.</summary>
    public async Task<(PipelineInfo Pipeline, RunInfo Run)> LoadAsync(string words)
    {
        var answer = await Client.StartConversationAsync(words, Cancel);
        var plan = answer.Plan.ShouldNotBeNull($"{words}: {string.Join(' ', answer.Questions.Select(q => q.Question))}");
        var run = await Client.RunOnceAsync(plan, Cancel);
        run.ShouldHaveSucceeded();
        return (await Client.GetPipelineAsync(run.PipelineId, Cancel), run);
    }

    /// <summary>Asks the warehouse for one number.</summary>
    public async Task<long> CountAsync(string sql) =>
        (await Client.QueryWarehouseAsync(new WarehouseQuery(sql), Cancel)).Rows.ShouldHaveSingleItem()[0].GetInt64();

    [GeneratedRegex(@"http://\S+/signin\?token=\S+")]
    private static partial Regex Link();
}
