using McpPlatform.Benchmarks.Kill;
using McpPlatform.Benchmarks.Sync;

if (args is ["kill", ..])
{
    await KillRounds.RunAsync(Number("--times", 100), Number("--seed", 1));
    return 0;
}

if (args is not ["sync", ..])
{
    await Console.Error.WriteLineAsync(
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- sync [--rows N] [--times N] | kill [--times N] [--seed N]
          sync   moves a table between databases and from a file, next to bare COPY, and prints ratios of one session
          kill   lets a Worker die at every moment of the kill matrix, then N times at random ones, and holds the destination against the source
        """);
    return 1;
}

await SyncBenchmark.RunAsync(Number("--rows", 2_000_000), Number("--times", 5));
return 0;

int Number(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length && int.TryParse(args[at + 1], out var value) ? value : otherwise;
}
