using System.Diagnostics;
using System.Globalization;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>The reference server of the protocol's authors, which shows every feature of the legacy era, as a process of its own.</summary>
internal sealed class EverythingServer : IAsyncDisposable
{
    private readonly Process process;

    private EverythingServer(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts it over Streamable HTTP, or over HTTP with SSE.</summary>
    public static async Task<EverythingServer> StartAsync(CancellationToken cancellationToken, bool sse = false)
    {
        var free = ServiceProcess.FreeAddress();
        var leash = new Uri(PeerPackages.Script("leash.mjs")).AbsoluteUri;
        var start = await PeerPackages.NodeAsync(["--import", leash, PeerPackages.Everything, sse ? "sse" : "streamableHttp"], cancellationToken);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["PORT"] = free.Port.ToString(CultureInfo.InvariantCulture);
        var server = new EverythingServer(Process.Start(start)!, new Uri(free, sse ? "sse" : "mcp"));
        await server.WaitUntilItListensAsync(cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task WaitUntilItListensAsync(CancellationToken cancellationToken)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            said.Add(line);
            if (line.Contains("on port", StringComparison.Ordinal))
            {
                // Nobody reads what it says from here on, but it must not have to wait for a reader.
                process.BeginOutputReadLine();
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"server-everything ended before it listened:\n{string.Join('\n', said)}");
    }
}
