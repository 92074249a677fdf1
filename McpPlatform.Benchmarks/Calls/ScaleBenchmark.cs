using System.Diagnostics;
using System.Globalization;
using McpPlatform.Benchmarks.Calls.Agents;
using McpPlatform.Benchmarks.Calls.Upstream;
using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>Many tools, many sessions, and a long time: what must not slow a Gateway down, and what must not fill its memory.</summary>
internal static class ScaleBenchmark
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- gateway-scale [--minutes N] [--output FILE]
          gateway-scale  10,000 tools of 200 servers, 5,000 idle sessions, and calls for N minutes (10 unless told, 0 for none), while memory is watched
        """;

    private const double Mega = 1_048_576;
    private const int Sessions = 5_000;
    private const int Searches = 400;
    private const int Connections = 32;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);
    private static readonly Variant Called = Variant.All[0];

    public static async Task RunAsync(int minutes, Report report)
    {
        await using var bench = await CallBench.StartAsync(waitsForDatabase: true);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}."));
        report.Say("");
        report.Say("| what | figure | wanted | | load |");
        report.Say("| --- | --- | --- | --- | --- |");
        await bench.CallGatewayAsync(Called, Connections, Measured);
        await ToolsAsync(bench, report);
        await SessionsAsync(bench, report);
        if (minutes > 0)
        {
            await SoakAsync(bench, TimeSpan.FromMinutes(minutes), report);
        }
    }

    private static async Task ToolsAsync(CallBench bench, Report report)
    {
        var before = (await bench.CallGatewayAsync(Called, Connections, Measured)).Result.PerSecond;
        await bench.AddManyAsync();
        using var client = bench.NewClient();
        var (tools, first) = await ListAsync(client);
        var (_, again) = await ListAsync(client);
        Row(report, $"list of all {tools:N0} tools, page by page: the first time, and again", $"{first:N0} ms, **{again:N0} ms**", "", null);
        var searches = await SearchAsync(client);
        Row(report, $"search among them, p50 and p99 of {Searches}", $"{searches[Searches / 2]:0.0} ms, **{searches[Searches * 99 / 100]:0.0} ms**", "p99 < 10 ms", searches[Searches * 99 / 100] < 10);
        var after = (await bench.CallGatewayAsync(Called, Connections, Measured)).Result.PerSecond;
        Row(report, "calls a second with them ÷ without", $"**{after / before:0.00}** ({after:N0} ÷ {before:N0})", "no slowing: ≥ 0.95", after / before >= 0.95);
    }

    private static async Task<(int Tools, double Milliseconds)> ListAsync(HttpClient client)
    {
        var began = Stopwatch.GetTimestamp();
        var tools = await client.ToolsAsync();
        return (tools.Count, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static async Task<double[]> SearchAsync(HttpClient client)
    {
        var took = new double[Searches];

        // As many are not counted: what they run is compiled meanwhile.
        for (var number = -Searches; number < Searches; number++)
        {
            var (_, time) = await client.AskAsync("tools/call", "find_tools", $$"""  "name":"find_tools","arguments":{"query":"{{ManyTools.Question(Math.Abs(number))}}"},""");
            took[Math.Max(0, number)] = time;
        }

        return [.. took.Order()];
    }

    private static async Task SessionsAsync(CallBench bench, Report report)
    {
        using var client = bench.NewClient();
        client.Timeout = Timeout.InfiniteTimeSpan;
        var before = (await bench.ReadAsync()).ResidentBytes;
        var sessions = new List<string>();
        for (var number = 0; number < Sessions; number++)
        {
            sessions.Add(await client.BeginSessionAsync());
        }

        var idle = (await bench.ReadAsync()).ResidentBytes;
        Row(report, $"{Sessions:N0} idle sessions", $"**{(idle - before) / Mega:0} MB** more than before ({idle / Mega:0} MB)", "< 200 MB", (idle - before) / Mega < 200);
        var streams = new List<HttpResponseMessage>();
        foreach (var session in sessions)
        {
            streams.Add(await client.OpenStreamAsync(session));
        }

        var open = (await bench.ReadAsync()).ResidentBytes;
        Row(report, "the same, each with an open stream", $"**{(open - before) / Mega:0} MB** more than before ({open / Mega:0} MB)", "< 200 MB", (open - before) / Mega < 200);
        streams.ForEach(stream => stream.Dispose());
    }

    // The first minute fills pools and caches.
    private static async Task SoakAsync(CallBench bench, TimeSpan time, Report report)
    {
        var rate = (await bench.CallGatewayAsync(Called, Connections, Measured)).Result.PerSecond / 2;
        await bench.CallGatewayAsync(Called, Connections, TimeSpan.FromMinutes(1), rate);
        var memory = new List<double>();
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(20))
        {
            await bench.CallGatewayAsync(Called, Connections, TimeSpan.FromSeconds(20), rate);
            memory.Add((await bench.ReadAsync()).ResidentBytes / Mega);
        }

        var quarter = Math.Max(1, memory.Count / 4);
        var (early, late) = (memory.Take(quarter).Average(), memory.TakeLast(quarter).Average());
        Row(report, $"memory over {time.TotalMinutes:0} minutes at {rate:N0} calls/s", $"**{late / early:0.00}** of the first quarter in the last ({early:0} → {late:0} MB, most {memory.Max():0} MB)", "flat: ≤ 1.05", late / early <= 1.05);
    }

    private static void Row(Report report, FormattableString what, FormattableString figure, string wanted, bool? isReached) => report.Say(
        $"| {FormattableString.Invariant(what)} | {FormattableString.Invariant(figure)} | {wanted} | {(isReached is { } reached ? Report.Verdict(reached) : "")} | {Machine.Load()} |");

    private static void Row(Report report, string what, FormattableString figure, string wanted, bool? isReached) => Row(report, (FormattableString)$"{what}", figure, wanted, isReached);
}
