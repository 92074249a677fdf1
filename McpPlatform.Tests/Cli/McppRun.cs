using McpPlatform.Cli;
using McpPlatform.Tests.Web.Fake;
using Xunit;

namespace McpPlatform.Tests.Cli;

/// <summary>The command line against a fake gateway, with a data folder of its own.</summary>
internal sealed class McppRun : IAsyncDisposable
{
    private McppRun(FakeGateway gateway, string folder)
    {
        Gateway = gateway;
        Folder = folder;
    }

    public FakeGateway Gateway { get; }

    public string Folder { get; }

    public static async Task<McppRun> StartAsync()
    {
        var gateway = await FakeGateway.StartAsync(TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("mcpp-cli-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "installation.json"),
            $$"""{"gateway":"{{gateway.Address}}","web":"http://127.0.0.1:5082","mcp":"{{gateway.Address}}mcp","pid":1,"startedAt":"2026-03-02T09:30:00Z"}""",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "admin.key"), FakePlatform.Key + "\n", TestContext.Current.CancellationToken);
        return new McppRun(gateway, folder);
    }

    public Task<McppResult> RunAsync(params string[] args) => RunAsync("", args);

    public Task<McppResult> RunAsync(string input, string[] args) => RunInAsync(input, [.. args, "--data", Folder]);

    public static async Task<McppResult> RunInAsync(string input, string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var reader = new StringReader(input);
        var code = await Mcpp.RunAsync(args, new Terminal(reader, output, error, 160), TestContext.Current.CancellationToken);
        return new McppResult(code, Tidy(output), Tidy(error));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    // Tables pad each line to their width; what a reader sees does not depend on it.
    private static string Tidy(StringWriter text) =>
        string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd())).Trim('\n');
}

/// <summary>What a command answered.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Out">Standard output, without padding.</param>
/// <param name="Error">Standard error, without padding.</param>
internal sealed record McppResult(int Code, string Out, string Error);
