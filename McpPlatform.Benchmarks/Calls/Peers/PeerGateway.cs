using System.Diagnostics;
using System.Net.Sockets;
using McpPlatform.Benchmarks.Calls.Agents;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Conformance;

namespace McpPlatform.Benchmarks.Calls.Peers;

/// <summary>A gateway of somebody else, from npm, in front of the same upstream. All of them speak to it in the legacy era.</summary>
internal sealed class PeerGateway : IAsyncDisposable
{
    private static readonly NpmPackages Packages = new("gateway-peers", "McpPlatform.Benchmarks", "Calls", "Peers");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly Uri address;
    private readonly Peer peer;

    private PeerGateway(Peer peer, Process process, Uri address)
    {
        (this.peer, this.process, this.address) = (peer, process, address);
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Installs what the lock file names, unless it is there.</summary>
    public static Task InstallAsync() => Packages.EnsureAsync(CancellationToken.None);

    /// <summary>Starts one and waits until it answers calls.</summary>
    public static async Task<PeerGateway> StartAsync(Peer peer, Uri upstream, TestFolder folder)
    {
        var address = ServiceProcess.FreeAddress();
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var word in await peer.CommandAsync(address.Port, upstream, folder))
        {
            start.ArgumentList.Add(word.Replace("{modules}", Packages.Modules, StringComparison.Ordinal));
        }

        var gateway = new PeerGateway(peer, Process.Start(start)!, address);
        await gateway.WaitAsync();
        return gateway;
    }

    /// <summary>Calls through it.</summary>
    public LoadResult Call(Variant variant, int agents, TimeSpan time)
    {
        var target = new Target(new Uri(address, peer.Path), [], Prefix: peer.Prefix);
        return Load.Run(agents, number => peer.IsSse ? new SseAgent(target, variant, number) : new HttpAgent(target, variant, number, agents), time);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task WaitAsync()
    {
        var variant = new Variant(false, 1_024);
        for (var until = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency); ; await Task.Delay(500))
        {
            try
            {
                Call(variant, 1, TimeSpan.Zero);
                return;
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException && Stopwatch.GetTimestamp() < until && !process.HasExited)
            {
                // It is not there yet, or not yet with all it has.
            }
        }
    }
}
