using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using McpPlatform.Tests.Mcp.Programs;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Folder;

/// <summary>A .NET program in the watched folder is a server: it starts when it is needed, anew when its files change, and ends when it goes.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PluginFolderTests(TestPostgres postgres) : IDisposable
{
    private const string Description = """
        assembly: McpPlatform.TestPlugin.dll
        arguments: [Hello]
        environment: {GREETER_TOKEN: secret://greeter}
        risk: low
        tags: [greetings]
        owner: Ada

        """;

    private readonly WatchedFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_plugin_runs_in_a_process_of_its_own_anew_when_its_files_change_and_no_longer_when_it_is_removed()
    {
        Put();
        await using var gateway = await folder.StartAsync(postgres);
        await gateway.Admin.SetSecretAsync("greeter", "Ada", Cancel);
        await folder.WriteAsync("greeter/plugin.yaml", Description);
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), Revisions.Modern, gateway.AdminKey);
        await WatchedFolder.ListedAsync(agent, "greeter__greet");

        var first = await GreetingAsync(agent);
        first.Words.ShouldBe("Hello Ada ");
        var upstream = await gateway.Admin.GetUpstreamAsync("greeter", Cancel);
        (upstream.File, upstream.Risk, upstream.Program!.Command).ShouldBe(("greeter", RiskClass.Low, "dotnet"));

        await folder.WriteAsync("greeter/words.txt", "again");
        await Eventually.TrueAsync(async () => (await GreetingAsync(agent)).Words == "Hello Ada again", WatchedFolder.Soon, "the plugin is started anew", Cancel);
        await ProgramBehindGateway.EndsAsync(first.Process);
        var second = await GreetingAsync(agent);

        Directory.Delete(Path.Combine(folder.Path, "greeter"), recursive: true);
        await WatchedFolder.ListedAsync(agent, "greeter__greet", listed: false);
        await ProgramBehindGateway.EndsAsync(second.Process);
    }

    [Theory]
    [InlineData("assembly: Missing.dll\n", "'assembly' must name a .dll that lies beside 'plugin.yaml'.")]
    [InlineData("assembly: ../McpPlatform.TestPlugin.dll\n", "'assembly' must name a .dll that lies beside 'plugin.yaml'.")]
    [InlineData("assembly: Library.dll\n", "'Library.dll' cannot be started: its .runtimeconfig.json is missing.")]
    [InlineData("assembly: McpPlatform.TestPlugin.dll\nenvironment: {GREETER_TOKEN: tr0ub4dor}\n", "'GREETER_TOKEN' is a secret, which does not belong into a file.")]
    [InlineData("assembly: McpPlatform.TestPlugin.dll\ncommand: sh\n", "It says '$.command', which is none of: arguments, assembly")]
    public async Task A_folder_that_is_no_plugin_is_named_with_the_reason(string description, string reason)
    {
        Put();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "greeter", "Library.dll"), "", Cancel);
        await folder.WriteAsync("greeter/plugin.yaml", description);
        await using var gateway = await folder.StartAsync(postgres);

        await WatchedFolder.SaysAsync(gateway, $"'greeter' of the upstream folder is not applied: {reason}");
        gateway.Logs.ShouldNotContain(line => line.Contains("tr0ub4dor", StringComparison.Ordinal));
        (await gateway.Admin.ListUpstreamsAsync(cancellationToken: Cancel)).Items.ShouldBeEmpty();
    }

    private void Put()
    {
        var plugin = Directory.CreateDirectory(Path.Combine(folder.Path, "greeter")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "McpPlatform.TestPlugin.*"))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }
    }

    private static async Task<(string Words, int Process)> GreetingAsync(Agent agent)
    {
        var said = await agent.CallAsync("greeter__greet");
        var cut = said.LastIndexOf(' ');
        return (said[..cut], int.Parse(said.AsSpan(cut + 1), CultureInfo.InvariantCulture));
    }
}
