using McpPlatform.Benchmarks.Sync;

if (args is not ["sync", ..])
{
    await Console.Error.WriteLineAsync(
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- sync [--rows N] [--times N]
          sync   moves a table between databases and from a file, next to bare COPY, and prints ratios of one session
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
