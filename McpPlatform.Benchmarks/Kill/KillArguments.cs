using McpPlatform.Benchmarks.Measuring;

namespace McpPlatform.Benchmarks.Kill;

/// <summary>What the command line says about <c>kill</c>.</summary>
internal sealed record KillArguments(int Times, int Seed)
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project McpPlatform.Benchmarks -- kill [--times N] [--seed N]
          kill   lets a Worker die at every moment of the kill matrix, then N times at random ones, and holds the destination against the source
        """;

    public static KillArguments Parse(string[] args) => new(args.Number("--times", 100), args.Number("--seed", 1));
}
