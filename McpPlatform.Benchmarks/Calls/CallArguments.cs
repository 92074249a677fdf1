using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>What the command line says about the benchmark <c>gateway</c>.</summary>
internal sealed record CallArguments(int Seconds, int Times, int Connections, string? Only, string? Output)
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- gateway [--seconds N] [--times N] [--connections N] [--only TEXT] [--output FILE]
          gateway   calls a tool directly, through a byte relay and through the Gateway, and prints ratios of one session; --only takes
                    the variants whose name contains the text; --output writes into a Markdown file as well, between <!-- gateway --> marks
        """;

    public static CallArguments Parse(string[] args) => new(
        args.Number("--seconds", 10), args.Number("--times", 3), args.Number("--connections", 32), args.Text("--only"), args.Text("--output"));
}
