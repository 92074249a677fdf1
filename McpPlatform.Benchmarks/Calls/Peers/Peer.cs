using System.Globalization;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Benchmarks.Calls.Peers;

/// <summary>How a gateway of somebody else is started and called.</summary>
/// <param name="Name">Its name and version.</param>
/// <param name="Path">Where its endpoint is.</param>
/// <param name="Prefix">What it puts before the names of tools.</param>
/// <param name="IsSse">Whether it speaks HTTP with SSE to agents, and no Streamable HTTP.</param>
/// <param name="Wanted">How many times as fast ours is to be.</param>
internal sealed record Peer(string Name, string Path, string Prefix, bool IsSse, double Wanted)
{
    // mcp-hub reaches upstreams over Streamable HTTP; the others start them and speak on their standard streams.
    public static readonly IReadOnlyList<Peer> All =
    [
        new("mcp-hub 4.2.1", "/mcp", "bench__", IsSse: true, 8),
        new("mcp-proxy 6.7.19", "/mcp", "", IsSse: false, 5),
        new("supergateway 4.0.0", "/mcp", "", IsSse: false, 5),
    ];

    /// <summary>What node is started with; <c>{modules}</c> stands for the folder of the packages.</summary>
    public async Task<IReadOnlyList<string>> CommandAsync(int port, Uri upstream, TestFolder folder)
    {
        var (at, program) = (port.ToString(CultureInfo.InvariantCulture), typeof(Peer).Assembly.Location);
        switch (Name.Split(' ')[0])
        {
            case "mcp-hub":
                var config = folder.In("mcp-hub.json");
                await File.WriteAllTextAsync(config, $$"""{ "mcpServers": { "bench": { "url": "{{new Uri(upstream, "/legacy")}}" } } }""");
                return ["{modules}/mcp-hub/dist/cli.js", "--port", at, "--config", config];
            case "mcp-proxy":
                return ["{modules}/mcp-proxy/dist/bin/mcp-proxy.mjs", "--host", "127.0.0.1", "--port", at, "--server", "stream", "--", "dotnet", program, "gateway-pipe"];
            default:
                return
                [
                    "{modules}/supergateway/dist/index.js", "--stdio", $"dotnet {program} gateway-pipe", "--outputTransport", "streamableHttp", "--stateful",
                    "--port", at, "--logLevel", "none", "--protocolVersion", "2025-11-25",
                ];
        }
    }
}
