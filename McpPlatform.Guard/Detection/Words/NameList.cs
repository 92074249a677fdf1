using System.Reflection;
using System.Text;

namespace McpPlatform.Guard.Detection.Words;

/// <summary>A list of words that is asked for each capitalised word of a text: open addressing, no allocation.</summary>
internal sealed class NameList
{
    /// <summary>The longest name a list may have, in bytes.</summary>
    public const int LongestName = 24;

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
            lower[i] = i > 0 ? ToLower(word[i - 1], word[i]) : Characters.ToLower(word[i]);
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

    /// <summary>Whether a word that begins with this byte may be capitalised: a letter of ASCII, of Latin-1 or of Latin Extended-A.</summary>
    public static bool MayBeCapital(byte first) => Characters.IsUpper(first) || first is >= 0xC3 and <= 0xC5;

    /// <summary>Whether two bytes are a capital beyond ASCII.</summary>
    public static bool IsCapital(byte first, byte second) => first is >= 0xC3 and <= 0xC5 && ToLower(first, second) != second;

    // Latin-1 has C3 80 to C3 9E in upper case and C3 A0 to C3 BE in lower; Latin Extended-A takes turns, the even first up to U+0137 and from U+014A
    // to U+0177, the odd first else.
    private static byte ToLower(byte before, byte value)
    {
        var code = ((before & 0x1F) << 6) | (value & 0x3F);
        return before switch
        {
            0xC3 => value is >= 0x80 and <= 0x9E ? (byte)(value + 0x20) : value,
            0xC4 or 0xC5 => (byte)(value + (code is >= 0x139 and <= 0x148 or >= 0x179 ? code & 1 : ~code & 1)),
            _ => Characters.ToLower(value),
        };
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
