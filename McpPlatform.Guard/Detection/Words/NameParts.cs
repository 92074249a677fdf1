namespace McpPlatform.Guard.Detection.Words;

/// <summary>What follows the first word of a name: initials, particles and capitalised words, with a blank or a hyphen between them.</summary>
/// <param name="End">Where the last part ends.</param>
/// <param name="LastStart">Where it begins.</param>
/// <param name="Count">How many parts that are names.</param>
internal readonly record struct NameParts(int End, int LastStart, int Count)
{
    private const int Most = 5;
    private const int MostNames = 3;
    private const int LongestWord = 24;

    public ReadOnlySpan<byte> Last(ReadOnlySpan<byte> text) => text[LastStart..End];

    /// <summary>Whether a capitalised word or a particle may follow a word that ends here.</summary>
    public static bool IsFollowed(ReadOnlySpan<byte> text, int end) => end + 1 < text.Length && text[end] is (byte)' ' or (byte)'-' && Characters.IsWord(text[end + 1]);

    /// <summary>Reads them from the end of the first word on; a common word ends them, except as the first.</summary>
    public static NameParts Follow(ReadOnlySpan<byte> text, int from)
    {
        var parts = new NameParts(from, from, 0);
        var at = from;
        for (var i = 0; i < Most && parts.Count < MostNames && at + 1 < text.Length && text[at] is (byte)' ' or (byte)'-'; i++)
        {
            var start = at + 1;
            var end = WordEnd(text, start);
            var part = text[start..end];
            if (part.Length == 1 && Characters.IsUpper(part[0]))
            {
                at = end + (end < text.Length && text[end] == '.' ? 1 : 0);
            }
            else if (part.Length > 1 && !Characters.IsUpper(part[0]) && Lexicon.Has(part, Roles.Particle))
            {
                at = end;
            }
            else if (Letters.IsCapitalised(part) && (parts.Count == 0 || !Lexicon.Has(part, Roles.Common)))
            {
                parts = new NameParts(end, start, parts.Count + 1);
                at = end;
            }
            else
            {
                break;
            }
        }

        return parts;
    }

    /// <summary>The end of the word that begins at a place; an apostrophe before a capital is part of it.</summary>
    public static int WordEnd(ReadOnlySpan<byte> text, int start)
    {
        var end = start;
        while (end < text.Length && (Characters.IsWord(text[end]) || (text[end] == '\'' && end > start && end + 1 < text.Length && Characters.IsUpper(text[end + 1]))))
        {
            end++;
        }

        return end;
    }

    /// <summary>The word after a place, behind a blank; empty for none.</summary>
    public static ReadOnlySpan<byte> WordAfter(ReadOnlySpan<byte> text, int at) => at < text.Length && text[at] == ' ' ? text[(at + 1)..WordEnd(text, at + 1)] : default;

    /// <summary>The word before a place, before blanks, a colon and quotes; empty for none or one that is too long to be in a list.</summary>
    public static ReadOnlySpan<byte> WordBefore(ReadOnlySpan<byte> text, int at)
    {
        var end = at;
        while (end > 0 && at - end < 4 && text[end - 1] is (byte)' ' or (byte)':' or (byte)'"')
        {
            end--;
        }

        var start = end;
        while (start > 0 && end - start <= LongestWord && Characters.IsWord(text[start - 1]))
        {
            start--;
        }

        return end == at ? default : text[start..end];
    }
}
