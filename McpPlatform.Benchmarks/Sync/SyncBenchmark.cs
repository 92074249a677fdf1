using System.Globalization;
using System.Runtime.InteropServices;
using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>How fast rows move through the whole platform, next to the same server's bare COPY.</summary>
internal static class SyncBenchmark
{
    public static async Task RunAsync(int rows, int times)
    {
        await using var bench = await SyncBench.StartAsync(rows);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows:N0} rows × 7 columns; {Environment.ProcessorCount} cores; {RuntimeInformation.FrameworkDescription}; PostgreSQL {bench.ServerVersion}; median of {times}"));
        Console.WriteLine("| what | platform | next to | speed (1 = equal) | target | |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");

        var table = await Comparison.RunAsync("platform", bench.MoveTableAsync, "binary COPY pipe", bench.PipeTableAsync, times);
        Console.WriteLine(table.Row("PostgreSQL → PostgreSQL, one stream", 0.7));
        var file = await Comparison.RunAsync("platform", bench.MoveFileAsync, "\\copy", bench.CopyFileAsync, times);
        Console.WriteLine(file.Row("CSV → PostgreSQL", 0.7));
        if (PgLoader.Find() is { } pgloader)
        {
            var loader = await Comparison.RunAsync("platform", bench.MoveFileAsync, "pgloader", () => bench.PgLoaderAsync(pgloader), Math.Min(times, 3));
            Console.WriteLine(loader.Row("CSV → PostgreSQL", 5));
        }
        else
        {
            Console.WriteLine("pgloader is not installed (Debian: apt-get install pgloader); that comparison was left out.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Peak memory of the Worker process: {bench.WorkerPeakMegabytes()} MB (VmHWM)"));
    }
}
