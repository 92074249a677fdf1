using System.Globalization;
using McpPlatform.Tests.Architecture;

namespace McpPlatform.Tests.Fuzzing;

/// <summary>
/// Tries inputs: every one that is kept in the corpus, then as many again and again changed, in an order that is always the same. The environment variable
/// <c>MCPP_FUZZ_FACTOR</c> multiplies how many, for long runs.
/// </summary>
internal static class Fuzz
{
    private const int Seed = 20_260_728;

    /// <summary>How many tries, in this run, for those that an ordinary run makes.</summary>
    public static int Tries(int usual) =>
        usual * int.Parse(System.Environment.GetEnvironmentVariable("MCPP_FUZZ_FACTOR") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Tries inputs.</summary>
    /// <param name="corpus">Folder of the corpus.</param>
    /// <param name="usual">How many changed inputs an ordinary run tries.</param>
    /// <param name="words">What an input of the kind is made of.</param>
    /// <param name="test">Throws where something is wrong with an input.</param>
    public static void Run(string corpus, int usual, string[] words, Action<byte[], Random> test)
    {
        var folder = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "Fuzzing", "corpus", corpus);
        var kept = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        var mutation = new Mutation(kept, words, new Random(Seed));
        foreach (var input in kept)
        {
            Try(corpus, input, new Random(Seed), test);
        }

        for (var i = 0; i < Tries(usual); i++)
        {
            Try(corpus, mutation.Next(), new Random(i), test);
        }
    }

    private static void Try(string corpus, byte[] input, Random random, Action<byte[], Random> test)
    {
        try
        {
            test(input, random);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"Mend it, and keep the input as Fuzzing/corpus/{corpus}/WHY (in Base64 here): {Convert.ToBase64String(input)}\n{exception.Message}", exception);
        }
    }
}
