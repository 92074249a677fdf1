using System.Globalization;
using McpPlatform.Benchmarks.Calls.Peers;
using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>The Gateway next to gateways of others, on the same core and before the same upstream.</summary>
internal static class PeerComparison
{
    // Each connection costs supergateway a process of the upstream.
    private const int Connections = 8;

    public static async Task RunAsync(CallBench bench, CallArguments arguments, Report report)
    {
        await PeerGateway.InstallAsync();
        report.Say("");
        report.Say("| peer | variant | peer, calls/s | gateway, calls/s | times as fast | wanted | | load |");
        report.Say("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var peer in Peer.All)
        {
            await using var gateway = await bench.StartPeerAsync(peer);
            foreach (var variant in Variant.All.Where(v => !v.Modern && v.Name.Contains(arguments.Only ?? "", StringComparison.Ordinal)))
            {
                report.Say(await RowAsync(bench, gateway, peer, variant, arguments));
            }
        }
    }

    private static async Task<string> RowAsync(CallBench bench, PeerGateway gateway, Peer peer, Variant variant, CallArguments arguments)
    {
        var time = TimeSpan.FromSeconds(arguments.Seconds);
        var turns = new List<(double Theirs, double Ours)>();
        gateway.Call(variant, Connections, time);
        for (var turn = 0; turn < arguments.Times; turn++)
        {
            var theirs = gateway.Call(variant, Connections, time).PerSecond;
            turns.Add((theirs, (await bench.CallGatewayAsync(variant, Connections, time)).Result.PerSecond));
        }

        var ratio = new Series("", [.. turns.Select(t => t.Ours / t.Theirs)]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {peer.Name} | {variant.Name} | {new Series("", [.. turns.Select(t => t.Theirs)]).Median:N0} | {new Series("", [.. turns.Select(t => t.Ours)]).Median:N0} | **{ratio.Median:0.0}** ({ratio.Values.Min():0.0}–{ratio.Values.Max():0.0}) | {peer.Wanted:0} | {Report.Verdict(ratio.Median >= peer.Wanted)} | {Machine.Load()} |");
    }
}
