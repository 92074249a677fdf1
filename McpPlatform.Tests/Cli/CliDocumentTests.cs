using System.Text.Json;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

/// <summary>Every command that <c>docs/cli.md</c> shows works as it stands there.</summary>
public sealed partial class CliDocumentTests
{
    public static TheoryData<string> Commands => [.. File.ReadLines(Document()).Where(line => line.StartsWith("mcpp ", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_of_the_document_works(string command)
    {
        await using var mcpp = await McppRun.StartAsync();
        var line = await PrepareAsync(mcpp, command);
        var input = line.Contains(" < ", StringComparison.Ordinal) ? "hunter2\n" : "";
        var args = Word().Matches(line.Split(" < ")[0]).Select(word => word.Value.Trim('"')).Skip(1);
        var result = await mcpp.RunAsync(input, [.. args]);
        result.Error.ShouldBeEmpty();
        result.Code.ShouldBe(command == "mcpp doctor" ? 1 : 0, "the doctor misses the chat, which does not run here");
    }

    [Fact]
    public async Task Every_command_is_in_the_document()
    {
        var help = await McppRun.RunInAsync("", ["--help"]);
        var names = help.Out[help.Out.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).Select(line => line.Trim().Split(' ')[0]);
        var text = await File.ReadAllTextAsync(Document(), TestContext.Current.CancellationToken);
        names.Where(name => name.Length > 0 && !text.Contains($"mcpp {name}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static async Task<string> PrepareAsync(McppRun mcpp, string command)
    {
        var platform = mcpp.Gateway.Platform;
        platform.FinishesRuns = true;
        platform.Secrets["shop-password"] = "hunter2";
        platform.Connections.Add(new ConnectionInfo("shop", "postgres", new Dictionary<string, string>(), false, null));
        platform.Upstreams["wiki"] = FakeUpstreams.Wiki;
        platform.Tools["wiki/search"] = FakeTools.Changed;
        platform.Tenants["acme"] = new TenantInfo("acme", "Acme", FakePlatform.Now);
        FakePeople.Add(platform, "Bob", Role.Builder);
        platform.Registries["official"] = [FakeRegistries.Weather];
        var gated = platform.Say(platform.NextId(), "load airports.csv, replacing", new Dictionary<string, string>());
        platform.Apply(new ApplyPlan(gated.Plan!));
        var approval = platform.Approvals.Keys.Single();
        var answer = platform.Say(platform.NextId(), "load airports.csv", new Dictionary<string, string>());
        var run = platform.Start(platform.Apply(new ApplyPlan(answer.Plan!)));
        var file = Path.Combine(mcpp.Folder, "plan.json");
        await File.WriteAllTextAsync(
            file, JsonSerializer.Serialize(answer.Plan, ContractsJson.Default.PipelinePlan!), TestContext.Current.CancellationToken);
        var policies = await FakePolicies.WriteFilesAsync(mcpp.Folder, TestContext.Current.CancellationToken);
        return command.Replace("CONVERSATION", answer.ConversationId.ToString(), StringComparison.Ordinal)
            .Replace("RUN", run.Info.Id.ToString(), StringComparison.Ordinal)
            .Replace("APPROVAL", approval.ToString(), StringComparison.Ordinal)
            .Replace("HASH", FakeTools.NewHash[..16], StringComparison.Ordinal)
            .Replace("INVITATION", FakePeople.Invite(platform, "Eve").Id.ToString(), StringComparison.Ordinal)
            .Replace("KEY", platform.NextId().ToString(), StringComparison.Ordinal)
            .Replace("night.cedar", $"{policies}.cedar", StringComparison.Ordinal)
            .Replace("night.yaml", $"{policies}.yaml", StringComparison.Ordinal)
            .Replace("plan.json", file, StringComparison.Ordinal);
    }

    private static string Document()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "McpPlatform.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("McpPlatform.sln is not above the tests."), "docs", "cli.md");
    }

    [GeneratedRegex("""(?:[^\s"]|"[^"]*")+""")]
    private static partial Regex Word();
}
