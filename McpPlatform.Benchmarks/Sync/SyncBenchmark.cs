using System.Globalization;
using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>How fast rows move through the whole platform, next to the same server's bare COPY, and how much memory that takes.</summary>
internal static class SyncBenchmark
{
    private static readonly int[] MillionsOfRows = [1, 3, 10];

    /// <summary>Measures: 1. speed, platform and bare tool in turn; 2. memory of a Worker alone; 3. memory of the embedded process.</summary>
    public static async Task RunAsync(SyncArguments arguments, Report report)
    {
        await using var bench = await SyncBench.StartAsync(arguments.Rows);
        report.Begin(arguments, bench.ServerVersion);
        if (arguments.Speed)
        {
            await CompareAsync(bench, arguments, report);
        }

        if (arguments.Memory)
        {
            report.Memory("embedded: Gateway, Worker and Web", await bench.EmbeddedPeakAsync(), arguments.Rows);
            await MeasureWorkerAsync(bench, arguments, report);
        }
    }

    private static async Task CompareAsync(SyncBench bench, SyncArguments arguments, Report report)
    {
        var n = arguments.Partitions;
        report.Speed("PostgreSQL → PostgreSQL, one stream", 0.7, await Comparison.RunAsync(
            "platform", () => bench.MoveTableAsync(1), "binary COPY pipe", () => bench.PipeTableAsync(1), arguments.Times));
        report.Speed($"PostgreSQL → PostgreSQL, {n} partitions", 0.85, await Comparison.RunAsync(
            "platform", () => bench.MoveTableAsync(n), $"{n} such pipes", () => bench.PipeTableAsync(n), arguments.Times));
        report.Speed("CSV → PostgreSQL", 0.7, await Comparison.RunAsync(
            "platform", bench.MoveFileAsync, "\\copy", bench.CopyFileAsync, arguments.Times));
        if (PgLoader.Find() is { } pgloader)
        {
            report.Speed("CSV → PostgreSQL", 5, await Comparison.RunAsync(
                "platform", bench.MoveFileAsync, "pgloader", () => bench.PgLoaderAsync(pgloader), Math.Min(arguments.Times, arguments.LoaderTimes)));
        }
        else
        {
            report.Say("pgloader is not installed (Debian: `apt-get install pgloader`); that comparison was left out.");
        }
    }

    private static async Task MeasureWorkerAsync(SyncBench bench, SyncArguments arguments, Report report)
    {
        var peaks = new List<long>();
        foreach (var millions in MillionsOfRows)
        {
            var peak = await bench.WorkerPeakAsync(millions * 1_000_000, arguments.Partitions);
            peaks.Add(peak);
            report.Memory("Worker alone", peak, millions * 1_000_000);
        }

        var growth = ((double)peaks.Max() / peaks.Min()) - 1;
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Worker alone: {growth:P0} between the least and the greatest peak (at most 20 %): {Report.Verdict(growth <= 0.2)}; {peaks.Max()} MB (under 300 MB): {Report.Verdict(peaks.Max() < 300)}."));
    }
}
