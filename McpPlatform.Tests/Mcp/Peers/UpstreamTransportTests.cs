using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Conformance;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>Servers of others behind the gateway that are programs, or speak HTTP with SSE: their clients see what they see of the server itself.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class UpstreamTransportTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_reference_server_is_the_same_over_SSE_as_without_a_gateway()
    {
        await using var server = await EverythingServer.StartAsync(Cancel, sse: true);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("everything", server.Address.ToString()) { Transport = UpstreamTransport.Sse });

        await IsTheSameAsync(gateway);
    }

    [Fact]
    public async Task The_reference_server_is_the_same_as_a_program_as_without_a_gateway()
    {
        await using var gateway = await WithProgramAsync("everything");

        await IsTheSameAsync(gateway);
    }

    [Fact]
    public async Task Files_are_written_and_read_through_the_file_system_server_and_nothing_outside_its_folder()
    {
        var folder = Directory.CreateTempSubdirectory("files").FullName;
        await using var gateway = await WithProgramAsync("filesystem", folder);
        await using var agent = await ConnectAsync(gateway, Revisions.Modern);

        // Some time after its first call the server asks for the agent's roots, and goes by them from then on.
        agent.Root = new Uri(folder).AbsoluteUri;
        await agent.CallAsync("filesystem__write_file", new() { ["path"] = Path.Combine(folder, "note.txt"), ["content"] = "line\nbreak" });

        (await File.ReadAllTextAsync(Path.Combine(folder, "note.txt"), Cancel)).ShouldBe("line\nbreak");
        (await agent.CallAsync("filesystem__read_text_file", new() { ["path"] = Path.Combine(folder, "note.txt") })).ShouldBe("line\nbreak");
        (await agent.CallAsync("filesystem__read_text_file", new() { ["path"] = "/etc/hostname" })).ShouldContain("Access denied");
    }

    [Fact]
    public async Task An_agent_with_roots_reaches_files_below_them_alone()
    {
        var folder = Directory.CreateTempSubdirectory("files").FullName;
        await using var gateway = await WithProgramAsync("filesystem", folder);
        await using var agent = await ConnectAsync(gateway, Revisions.LatestLegacy);
        await agent.CallAsync("filesystem__list_allowed_directories");
        await agent.HearsAsync("roots/list");

        await Eventually.TrueAsync(
            async () => (await agent.CallAsync("filesystem__list_directory", new() { ["path"] = folder })).Contains("not in /work", StringComparison.Ordinal),
            TimeSpan.FromSeconds(10), "the server goes by the agent's roots", Cancel);
    }

    [Theory]
    [InlineData(Revisions.LatestLegacy)]
    [InlineData(Revisions.Modern)]
    public async Task What_the_memory_server_was_told_it_knows_after_its_process_was_stopped(string revision)
    {
        var memory = Path.Combine(Directory.CreateTempSubdirectory("memory").FullName, "memory.jsonl");
        await using var gateway = await WithProgramAsync("memory", environment: new() { ["MEMORY_FILE_PATH"] = memory });
        await using var agent = await ConnectAsync(gateway, revision);
        object[] entities = [new { name = "Ada", entityType = "person", observations = new[] { "wrote the first program" } }];
        await agent.CallAsync("memory__create_entities", new() { ["entities"] = entities });

        await gateway.Get<McpPlatform.Gateway.Federation.UpstreamDirectory>().Upstreams.Single().EndIdleSessionsAsync(_ => false);

        var graph = JsonDocument.Parse(await agent.CallAsync("memory__read_graph")).RootElement;
        graph.GetProperty("entities")[0].GetProperty("name").GetString().ShouldBe("Ada");
    }

    private static Task<Agent> ConnectAsync(TestGateway gateway, string revision) => Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, gateway.AdminKey);

    // A program has no session to name.
    private static async Task IsTheSameAsync(TestGateway gateway)
    {
        await using var itself = await EverythingServer.StartAsync(Cancel);
        var direct = await Journey.OfAsync(Journey.Legacy, itself.Address, Cancel);

        var through = await Journey.OfAsync(Journey.Legacy, new Uri(gateway.Address, "mcp"), Cancel, EverythingBehindGateway.Prefix, gateway.AdminKey);

        through.WithoutPrefix(EverythingBehindGateway.Prefix).WithoutSessions().Lines.Select(line => line.Replace("session undefined", "session session", StringComparison.Ordinal))
            .ShouldBe(direct.WithoutSessions().Lines);
    }

    private async Task<TestGateway> WithProgramAsync(string name, string? argument = null, Dictionary<string, string>? environment = null)
    {
        await PeerPackages.NodeAsync([], Cancel);
        var node = (await SuiteInstallation.EnsureAsync(Cancel)).Node;
        var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:Programs:0"] = node, ["Gateway:ProcessIdle"] = "00:00:00" });
        string[] arguments = argument is null ? [PeerPackages.Server(name)] : [PeerPackages.Server(name), argument];
        await gateway.OfferAsync(new AddUpstream(name) { Transport = UpstreamTransport.Stdio, Program = new UpstreamProgram(node, arguments, environment) });
        return gateway;
    }
}
