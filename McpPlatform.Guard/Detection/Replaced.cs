using System.Text;

namespace McpPlatform.Guard.Detection;

/// <summary>What stands in a text where data was replaced before: <c>[email]</c>, <c>[email:…]</c>.</summary>
internal static class Replaced
{
    private const int LongestKind = 64;
    private const int Longest = 400;

    /// <summary>Which detector's data a replacement that ends with a bracket stands for; <see langword="null"/> when it is none.</summary>
    public static string? Before(ReadOnlySpan<byte> text, int close)
    {
        var open = close - 1;
        while (open >= 0 && close - open < Longest && IsPart(text[open]))
        {
            open--;
        }

        return open >= 0 && text[open] == '[' ? Kind(text[(open + 1)..close]) : null;
    }

    /// <summary>Whether a value is one, with or without its last bracket.</summary>
    public static bool Is(ReadOnlySpan<byte> value)
    {
        value = value.EndsWith("]"u8) ? value[..^1] : value;
        return value.Length > 1 && value[0] == '[' && Kind(value[1..]) is not null;
    }

    private static string? Kind(ReadOnlySpan<byte> inside)
    {
        var colon = inside.IndexOf((byte)':');
        var kind = colon < 0 ? inside : inside[..colon];
        return kind.Length is > 0 and <= LongestKind && inside.IndexOfAnyExcept(Parts) < 0 && !kind.ContainsAnyInRange((byte)'A', (byte)'Z') ? Encoding.ASCII.GetString(kind) : null;
    }

    private static bool IsPart(byte value) => Parts.Contains(value);

    private static System.Buffers.SearchValues<byte> Parts { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:"u8);
}
