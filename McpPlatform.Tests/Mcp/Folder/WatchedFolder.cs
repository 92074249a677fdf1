using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Gateway;
using ModelContextProtocol.Protocol;
using Xunit;

namespace McpPlatform.Tests.Mcp.Folder;

/// <summary>A folder that a gateway watches.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class WatchedFolder : IDisposable
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Path => folder.Path;

    public Task<TestGateway> StartAsync(TestPostgres postgres) => TestGateway.StartAsync(
        postgres, new() { ["Gateway:UpstreamFolder"] = Path, ["Sandbox:Slots"] = "2", ["Sandbox:CallsPerTenant"] = "2" });

    /// <summary>Moves a file into place, as deployments do it.</summary>
    public async Task WriteAsync(string name, byte[] content)
    {
        var draft = folder.In($".{System.IO.Path.GetFileName(name)}");
        await File.WriteAllBytesAsync(draft, content, Cancel);
        File.Move(draft, folder.In(name), overwrite: true);
    }

    public Task WriteAsync(string name, string text) => WriteAsync(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a script and its definition.</summary>
    public async Task ScriptAsync(string name, string source, string definition = "description: Does what the test wants.\n")
    {
        await WriteAsync($"{name}.tool.yaml", definition);
        await WriteAsync($"{name}.js", source);
    }

    public void Delete(string name) => File.Delete(folder.In(name));

    public static Task BecomesAsync(TestGateway gateway, string what, Func<IReadOnlyList<UpstreamInfo>, bool> wanted) => Eventually.TrueAsync(
        async () => wanted((await gateway.Admin.ListUpstreamsAsync(cancellationToken: Cancel)).Items), Soon, what, Cancel);

    public static Task SaysAsync(TestGateway gateway, string text) => Eventually.TrueAsync(
        () => gateway.Logs.Any(line => line.Contains(text, StringComparison.Ordinal)), Soon, $"the log says: {text}", Cancel);

    public static Task ListedAsync(Agent agent, string tool, bool listed = true) => Eventually.TrueAsync(
        async () => (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).Any(t => t.Name == tool) == listed, Soon,
        $"'{tool}' is {(listed ? "" : "not ")}listed", Cancel);

    public static async Task<CallToolResult> CallAsync(Agent agent, string tool, Dictionary<string, object?>? arguments = null) =>
        await agent.Client.CallToolAsync(tool, arguments ?? [], cancellationToken: Cancel);

    public void Dispose() => folder.Dispose();
}
