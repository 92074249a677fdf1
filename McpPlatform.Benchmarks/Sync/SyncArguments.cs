namespace McpPlatform.Benchmarks.Sync;

/// <summary>What the command line says about the benchmark <c>sync</c>.</summary>
internal sealed record SyncArguments(int Rows, int Times, int Partitions, int LoaderTimes, bool Memory, string? Output)
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- sync [--rows N] [--times N] [--partitions N] [--loader-times N] [--no-memory] [--output FILE]
          sync   moves a table between databases and from a file, next to bare COPY, \copy and pgloader, and prints ratios of one session;
                 --output writes them into a Markdown file as well, between the marks <!-- sync --> and <!-- /sync -->
        """;

    public static SyncArguments Parse(string[] args)
    {
        return new SyncArguments(
            Number("--rows", 2_000_000), Number("--times", 5), Number("--partitions", Math.Clamp(Environment.ProcessorCount, 2, 4)),
            Number("--loader-times", 5), !args.Contains("--no-memory"), Text("--output"));

        string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

        int Number(string name, int otherwise) => int.TryParse(Text(name), out var value) ? value : otherwise;
    }
}
