using System.Reflection;
using System.Text;

namespace McpPlatform.Guard.Detection.Words;

/// <summary>A list of words that is asked for each capitalised word of a text: open addressing, no allocation.</summary>
internal sealed class NameList
{
    private const int LongestName = 24;
    private readonly byte[]?[] slots;

    private NameList(IReadOnlyCollection<byte[]> names)
    {
        slots = new byte[]?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)names.Count * 4)];
        foreach (var name in names)
        {
            var slot = Hash(name) & (slots.Length - 1);
            while (slots[slot] is not null)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            slots[slot] = name;
        }
    }

    /// <summary>Reads a list that is part of the program: one name a line, in lower case.</summary>
    public static NameList Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"McpPlatform.Guard.Detection.{resource}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new NameList([.. reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)]);
    }

    /// <summary>Whether a word is in the list, however it is capitalised.</summary>
    public bool Has(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 2 or > LongestName)
        {
            return false;
        }

        Span<byte> lower = stackalloc byte[LongestName];
        lower = lower[..word.Length];
        for (var i = 0; i < word.Length; i++)
        {
            // Letters of Latin-1 are C3 80 to C3 9E in upper case, C3 A0 to C3 BE in lower.
            lower[i] = i > 0 && word[i - 1] == 0xC3 && word[i] is >= 0x80 and <= 0x9E ? (byte)(word[i] + 0x20) : Characters.ToLower(word[i]);
        }

        for (var slot = Hash(lower) & (slots.Length - 1); slots[slot] is { } name; slot = (slot + 1) & (slots.Length - 1))
        {
            if (lower.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static int Hash(ReadOnlySpan<byte> word)
    {
        var hash = 2_166_136_261u;
        foreach (var value in word)
        {
            hash = (hash ^ value) * 16_777_619u;
        }

        return (int)(hash >> 1);
    }
}
