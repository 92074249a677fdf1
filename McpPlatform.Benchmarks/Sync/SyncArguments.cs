using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>What the command line says about the benchmark <c>sync</c>.</summary>
internal sealed record SyncArguments(int Rows, int Times, int Partitions, int LoaderTimes, bool Speed, bool Memory, string? Output)
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- sync [--rows N] [--times N] [--partitions N] [--loader-times N] [--no-speed] [--no-memory] [--output FILE]
          sync   moves a table between databases and from a file, next to bare COPY, \copy and pgloader, and prints ratios of one session;
                 --output writes them into a Markdown file as well, between the marks <!-- sync --> and <!-- /sync -->
        """;

    public static SyncArguments Parse(string[] args) => new(
        args.Number("--rows", 2_000_000), args.Number("--times", 5), args.Number("--partitions", Math.Clamp(Environment.ProcessorCount, 2, 4)),
        args.Number("--loader-times", 5), !args.Contains("--no-speed"), !args.Contains("--no-memory"), args.Text("--output"));
}
