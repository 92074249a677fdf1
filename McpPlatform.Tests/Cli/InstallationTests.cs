using System.Diagnostics;
using System.Text.Json;
using McpPlatform.Contracts.Json;
using McpPlatform.Tests.Web.Fake;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class InstallationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_an_installation_a_command_says_how_to_start_one()
    {
        var nowhere = Directory.CreateTempSubdirectory("mcpp-none-").FullName;
        var result = await McppRun.RunInAsync("", ["runs", "--data", nowhere]);
        result.Code.ShouldBe(1);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldBe(
            $"No running installation in '{nowhere}': it has no installation.json. Start one with 'dotnet run --project McpPlatform.AppHost -- --data {nowhere}'.");
        Directory.Delete(nowhere);
    }

    [Fact]
    public async Task A_gateway_that_is_gone_is_said_in_one_sentence()
    {
        await using var mcpp = await McppRun.StartAsync();
        await mcpp.Gateway.DisposeAsync();
        var result = await mcpp.RunAsync("runs");
        result.Code.ShouldBe(1);
        result.Error.ShouldContain("cannot be reached. Start McpPlatform with");
        result.Error.ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_refused_in_one_sentence()
    {
        await using var mcpp = await McppRun.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(mcpp.Folder, "admin.key"), "stale", Stop);
        var result = await mcpp.RunAsync("runs");
        result.Code.ShouldBe(1);
        result.Error.ShouldBe("The key is not known.");
    }

    [Fact]
    public async Task The_doctor_finds_everything_well_or_says_what_to_do()
    {
        await using var mcpp = await McppRun.StartAsync();
        var well = await mcpp.RunAsync("doctor");
        well.Out.ShouldContain("ok   node          v");
        well.Out.ShouldContain($"ok   installation  {mcpp.Folder}");
        well.Out.ShouldContain("ok   gateway       The key is good. It stands for Ada and may read, write, run, approve, administer.");
        well.Out.ShouldContain("BAD  web port      Nothing answers at 127.0.0.1:5082.");
        well.Code.ShouldBe(1);
        await mcpp.Gateway.DisposeAsync();
        var report = JsonDocument.Parse((await mcpp.RunAsync("doctor", "--json")).Out).RootElement;
        report.GetProperty("ok").GetBoolean().ShouldBeFalse();
        report.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("what").GetString() == "gateway").GetProperty("ok").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_process_of_its_own_finds_the_installation_above_its_working_folder()
    {
        await using var mcpp = await McppRun.StartAsync();
        var root = Directory.CreateTempSubdirectory("mcpp-walk-").FullName;
        Directory.Move(mcpp.Folder, Path.Combine(root, ".mcp-platform"));
        Directory.CreateSymbolicLink(mcpp.Folder, Path.Combine(root, ".mcp-platform"));
        var deep = Directory.CreateDirectory(Path.Combine(root, "src", "deep")).FullName;
        var (code, output) = await RunProcessAsync(deep, "runs", "--json");
        code.ShouldBe(0);
        JsonSerializer.Deserialize(output, ContractsJson.Default.PageRunInfo)!.Items.ShouldBeEmpty();
        mcpp.Gateway.Platform.KeysSeen.ShouldContain(FakePlatform.Key);
        Directory.Delete(mcpp.Folder);
        Directory.Move(Path.Combine(root, ".mcp-platform"), mcpp.Folder);
        Directory.Delete(root, recursive: true);
    }

    private static async Task<(int Code, string Output)> RunProcessAsync(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "mcpp.dll"), .. args])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true,
        };
        start.Environment.Remove("MCPP_DATA");
        start.Environment.Remove("MCPP_KEY");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, output);
    }
}
