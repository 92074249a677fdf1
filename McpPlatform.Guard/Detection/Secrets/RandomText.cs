using System.Buffers;
using System.Buffers.Text;

namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>
/// Long random text: capitals, small letters and digits mixed, as random keys are and words, numbers, digests in hexadecimal and UUIDs are not.
/// What is longer than any key, or stands behind <c>base64,</c>, is content.
/// </summary>
internal static class RandomText
{
    private const int Shortest = 32;
    private const int Longest = 120;
    private const double FewestBits = 4.3;

    /// <summary>Where the random text around a word begins and ends; an empty range for none.</summary>
    public static Range Match(ReadOnlySpan<byte> text, int start, int end)
    {
        var word = start;
        while (start > 0 && word - start <= Longest && text[start - 1] != '=' && IsSign(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && end - word <= Longest && IsSign(text[end]))
        {
            end++;
        }

        var run = text[start..end];
        return run.Length is >= Shortest and <= Longest && IsMixed(run) && !IsLineOfBlock(text, start, end) && Entropy.Of(run) >= FewestBits && !IsEncodedText(run)
            ? start..end
            : default;
    }

    // Certificates and the like: lines of 64 or 76 signs and nothing else; and content after "base64,".
    private static bool IsLineOfBlock(ReadOnlySpan<byte> text, int start, int end) => text[..start].EndsWith("base64,"u8)
        || (end - start is 64 or 76 && (start == 0 || text[start - 1] == '\n') && (end == text.Length || text[end] is (byte)'\n' or (byte)'\r'));

    // Ids and cursors are often readable text in base64.
    private static bool IsEncodedText(ReadOnlySpan<byte> run)
    {
        Span<byte> padded = stackalloc byte[Longest + 4];
        Span<byte> decoded = stackalloc byte[Longest + 4];
        var plain = run.TrimEnd((byte)'=');
        plain.CopyTo(padded);
        padded[..plain.Length].Replace((byte)'-', (byte)'+');
        padded[..plain.Length].Replace((byte)'_', (byte)'/');
        var length = (plain.Length + 3) / 4 * 4;
        padded[plain.Length..length].Fill((byte)'=');
        return Base64.DecodeFromUtf8(padded[..length], decoded, out _, out var written) == OperationStatus.Done
            && decoded[..written].IndexOfAnyExceptInRange((byte)' ', (byte)'~') is var strange && (strange < 0 || strange >= written * 3 / 4);
    }

    private static bool IsSign(byte value) => Characters.IsDigit(value) || Characters.IsAsciiLetter(value) || value is (byte)'+' or (byte)'/' or (byte)'=' or (byte)'_' or (byte)'-';

    // Names joined by hyphens or slashes change their kind of sign seldom; random text does at every second place.
    private static bool IsMixed(ReadOnlySpan<byte> run)
    {
        var (changes, digits) = (0, 0);
        for (var i = 1; i < run.Length; i++)
        {
            changes += Kind(run[i]) != Kind(run[i - 1]) ? 1 : 0;
            digits += Characters.IsDigit(run[i]) ? 1 : 0;
        }

        return changes * 5 >= run.Length * 2 && digits >= 3;
    }

    private static int Kind(byte value) => Characters.Classes[value];
}
