using System.Text.Json.Nodes;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.AppHost;

/// <summary>Words to data in one command.</summary>
public sealed class AskTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly TestFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Airports_arrive_whole()
    {
        var (code, answer) = await AskAsync("load airports.csv from the samples into the warehouse, replacing what is there");

        code.ShouldBe(0, answer.ToJsonString());
        answer["status"]!.GetValue<string>().ShouldBe("succeeded");
        var stream = answer["run"]!["streams"]![0]!;
        (stream["read"]!.GetValue<long>(), stream["loaded"]!.GetValue<long>(), stream["rejected"]!.GetValue<long>()).ShouldBe((3376, 3376, 0));
        answer["planHash"]!.GetValue<string>().Length.ShouldBe(64);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_never_invented()
    {
        var (code, answer) = await AskAsync("load unicorns.csv from the samples into the warehouse");

        code.ShouldNotBe(0);
        answer["status"]!.GetValue<string>().ShouldBeOneOf("needs_input", "impossible");
        answer["run"].ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_given_on_the_command_line_is_a_connection()
    {
        Directory.CreateDirectory(folder.In("shop"));
        await File.WriteAllTextAsync(folder.In("shop/orders.csv"), "id,amount\n1,10.5\n2,7\n", Token);
        var (code, answer) = await AskAsync("load orders.csv from shop into the warehouse, replacing what is there", "--files", $"shop={folder.In("shop")}");

        code.ShouldBe(0, answer.ToJsonString());
        answer["run"]!["streams"]![0]!["loaded"]!.GetValue<long>().ShouldBe(2);
    }

    private async Task<(int Code, JsonObject Answer)> AskAsync(string words, params string[] arguments)
    {
        await using var host = AppHostProcess.Start(folder.In("data"), ["--ask", words, "--json", "--exit", .. arguments]);
        await host.EndAsync(Deadline, Token);
        var answer = JsonNode.Parse(host.Output) ?? throw new InvalidOperationException(host.Errors);
        return (host.ExitCode, answer.AsObject());
    }
}
