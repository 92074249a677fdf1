using System.Text;

namespace McpPlatform.Tests.Fuzzing;

/// <summary>Makes new inputs of kept ones: bytes change, go, come twice; words of the kind come in; two inputs grow together.</summary>
internal sealed class Mutation(IReadOnlyList<byte[]> kept, string[] words, Random random)
{
    private const int MostBytes = 4_096;
    private const int MostChanges = 6;
    private readonly byte[][] words = [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var input = kept[random.Next(kept.Count)].ToList();
        for (var i = random.Next(MostChanges) + 1; i > 0; i--)
        {
            Change(input);
        }

        return [.. input.Take(MostBytes)];
    }

    private void Change(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(random.Next(1, 16), input.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 4:
                var other = kept[random.Next(kept.Count)];
                var from = random.Next(other.Length);
                input.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 64))]);
                break;
            default:
                input.InsertRange(at, words[random.Next(words.Length)]);
                break;
        }
    }
}
