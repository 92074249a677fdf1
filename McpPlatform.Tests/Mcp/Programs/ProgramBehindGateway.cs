using System.Diagnostics;
using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Federation;
using McpPlatform.Tests.Architecture;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Conformance;
using McpPlatform.Tests.Mcp.Gateway;
using Xunit;

namespace McpPlatform.Tests.Mcp.Programs;

/// <summary>A gateway with one upstream that is a program.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class ProgramBehindGateway(TestGateway gateway) : IAsyncDisposable
{
    public TestGateway Gateway => gateway;

    public Uri Address => new(gateway.Address, "mcp");

    /// <summary>What the gateway has open to it.</summary>
    public McpPlatform.Gateway.Upstreams.Upstream Upstream => gateway.Get<UpstreamDirectory>().Upstreams.Single();

    public static string Script { get; } = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "Mcp", "Programs", "program.mjs");

    public static async Task<ProgramBehindGateway> StartAsync(
        TestPostgres postgres, string manners, Dictionary<string, string>? environment = null, params (string Name, string Value)[] settings)
    {
        var node = (await SuiteInstallation.EnsureAsync(TestContext.Current.CancellationToken)).Node;
        var all = new Dictionary<string, string?> { ["Gateway:Programs:0"] = node };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var gateway = await TestGateway.StartAsync(postgres, all);
        await gateway.OfferAsync(new AddUpstream("program", Prefix: "", TimeoutSeconds: 5)
        {
            Transport = UpstreamTransport.Stdio,
            Program = new UpstreamProgram(node, [Script, .. manners.Split(' ')], environment),
        });
        return new ProgramBehindGateway(gateway);
    }

    public Task<Agent> ConnectAsync(string revision, string? key = null) => Agent.ConnectAsync(Address, revision, key ?? gateway.AdminKey);

    /// <summary>Whether a process runs; one that has ended and was not looked after counts as ended.</summary>
    public static bool Runs(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Split(')')[1].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static Task EndsAsync(int process) => Eventually.TrueAsync(
        () => !Runs(process), TimeSpan.FromSeconds(15), $"process {process} ends", TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => gateway.DisposeAsync();
}
