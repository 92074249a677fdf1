using System.Numerics;
using System.Reflection;
using System.Text;

namespace McpPlatform.Guard.Detection.Words;

/// <summary>What a word may be.</summary>
[Flags]
internal enum Roles
{
    None = 0,

    /// <summary>A given name.</summary>
    Given = 1,

    /// <summary>A surname.</summary>
    Surname = 2,

    /// <summary>A given name that is also a place, a month, a thing or a word.</summary>
    Ambiguous = 4,

    /// <summary>A title before a name.</summary>
    Title = 8,

    /// <summary>A small word within a name.</summary>
    Particle = 16,

    /// <summary>A word that is capitalised in titles, institutions and headings, and is no name.</summary>
    Common = 32,

    /// <summary>A word that a name of a person follows.</summary>
    Introduction = 64,

    /// <summary>A word that a name of a thing or place follows.</summary>
    Article = 128,

    /// <summary>A thing or firm with the name of a person, its two words joined by a hyphen.</summary>
    Thing = 256,
}

/// <summary>The lists of words of the platform, asked once for each capitalised word of a text: open addressing, no allocation.</summary>
internal static class Lexicon
{
    /// <summary>The longest word of a list, in bytes.</summary>
    public const int LongestWord = 24;

    private static readonly (string List, Roles Role)[] Lists =
    [
        ("given-names", Roles.Given), ("surnames", Roles.Surname), ("ambiguous-names", Roles.Ambiguous), ("titles", Roles.Title), ("particles", Roles.Particle),
        ("capitalised-words", Roles.Common), ("introductions", Roles.Introduction), ("articles", Roles.Article), ("names-of-things", Roles.Thing),
    ];

    private static readonly Dictionary<string, Roles> All = ReadAll();
    private static readonly int Mask = (int)BitOperations.RoundUpToPowerOf2((uint)All.Count * 4) - 1;
    private static readonly (uint Hash, Roles Roles, byte[] Word)[] Slots = Fill();

    /// <summary>What a word may be, however it is capitalised.</summary>
    public static Roles Of(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 1 or > LongestWord)
        {
            return Roles.None;
        }

        Span<byte> lower = stackalloc byte[LongestWord];
        lower = lower[..word.Length];
        var hash = Lower(word, lower);
        for (var slot = (int)hash & Mask; Slots[slot].Word is { } entry; slot = (slot + 1) & Mask)
        {
            if (Slots[slot].Hash == hash && lower.SequenceEqual(entry))
            {
                return Slots[slot].Roles;
            }
        }

        return Roles.None;
    }

    /// <summary>Whether a word may have one of these roles.</summary>
    public static bool Has(ReadOnlySpan<byte> word, Roles roles) => (Of(word) & roles) != 0;

    private static uint Lower(ReadOnlySpan<byte> word, Span<byte> lower)
    {
        var hash = 2_166_136_261u;
        byte before = 0;
        for (var i = 0; i < word.Length; i++)
        {
            lower[i] = Letters.ToLower(before, word[i]);
            hash = (hash ^ lower[i]) * 16_777_619u;
            before = word[i];
        }

        return hash;
    }

    private static (uint, Roles, byte[])[] Fill()
    {
        var slots = new (uint Hash, Roles Roles, byte[] Word)[Mask + 1];
        foreach (var (text, roles) in All)
        {
            var word = Encoding.UTF8.GetBytes(text);
            var hash = Lower(word, new byte[word.Length]);
            var slot = (int)hash & Mask;
            while (slots[slot].Word is not null)
            {
                slot = (slot + 1) & Mask;
            }

            slots[slot] = (hash, roles, word);
        }

        return slots;
    }

    private static Dictionary<string, Roles> ReadAll()
    {
        var all = new Dictionary<string, Roles>(StringComparer.Ordinal);
        foreach (var (list, role) in Lists)
        {
            foreach (var word in Read(list))
            {
                all[word] = all.GetValueOrDefault(word) | role;
            }
        }

        return all;
    }

    // One word a line, in lower case.
    private static string[] Read(string list)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"McpPlatform.Guard.Detection.{list}.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }
}
