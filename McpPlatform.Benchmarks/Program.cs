using McpPlatform.Benchmarks.Calls;
using McpPlatform.Benchmarks.Calls.Upstream;
using McpPlatform.Benchmarks.Detection;
using McpPlatform.Benchmarks.Kill;
using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Benchmarks.Policy;
using McpPlatform.Benchmarks.Sandbox;
using McpPlatform.Benchmarks.Sync;

var report = new Report();
switch (args)
{
    case ["sync", ..]:
        var arguments = SyncArguments.Parse(args);
        await SyncBenchmark.RunAsync(arguments, report);
        await report.WriteAsync(arguments.Output, "sync");
        return 0;
    case ["gateway", ..]:
        var calls = CallArguments.Parse(args);
        await CallBenchmark.RunAsync(calls, report);
        await report.WriteAsync(calls.Output, "gateway");
        return 0;
    case ["gateway-scale", ..]:
        await ScaleBenchmark.RunAsync(args.Number("--minutes", 10), report);
        await report.WriteAsync(args.Text("--output"), "gateway-scale");
        return 0;
    case ["gateway-upstream", var listen]:
        await BenchUpstream.RunAsync(new Uri(listen));
        return 0;
    case ["gateway-pipe"]:
        await BenchPipe.RunAsync();
        return 0;
    case ["gateway-relay", var listen, var upstream]:
        await ByteRelay.RunAsync(new Uri(listen), new Uri(upstream));
        return 0;
    case ["sandbox", ..]:
        await SandboxBenchmark.RunAsync(args.Number("--calls", 20_000), report);
        await report.WriteAsync(args.Text("--output"), "sandbox");
        return 0;
    case ["policy", ..]:
        await PolicyBenchmark.RunAsync(args.Number("--decisions", 5_000), report);
        await report.WriteAsync(args.Text("--output"), "policy");
        return 0;
    case ["dlp", ..]:
        await DetectionBenchmark.RunAsync(args.Number("--times", 20), report);
        await report.WriteAsync(args.Text("--output"), "dlp");
        return 0;
    case ["firewall", ..]:
        FirewallBenchmark.Run(args.Number("--times", 3_000), report);
        await report.WriteAsync(args.Text("--output"), "firewall");
        return 0;
    case ["kill", ..]:
        var rounds = KillArguments.Parse(args);
        await KillRounds.RunAsync(rounds.Times, rounds.Seed);
        return 0;
    default:
        await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, SyncArguments.Usage, CallArguments.Usage, ScaleBenchmark.Usage, SandboxBenchmark.Usage, PolicyBenchmark.Usage, DetectionBenchmark.Usage, FirewallBenchmark.Usage, KillArguments.Usage));
        return 1;
}
