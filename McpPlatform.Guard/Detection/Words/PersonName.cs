using System.Collections.Immutable;
using System.Text;

namespace McpPlatform.Guard.Detection.Words;

/// <summary>
/// Names of people, by list: a given name followed by another name, a title followed by a name, two names that a text introduces ("my name is …"), or
/// whatever stands under a label that says so. One word alone is no name, since too many names are also words.
/// </summary>
internal static class PersonName
{
    private static readonly NameList Given = NameList.Read("given-names.txt");
    private static readonly NameList Surnames = NameList.Read("surnames.txt");
    private static readonly NameList Ambiguous = NameList.Read("ambiguous-names.txt");
    private static readonly NameList Things = NameList.Read("names-of-things.txt");
    private static readonly NameList CommonWords = NameList.Read("capitalised-words.txt");
    private static readonly NameList Titles = NameList.Read("titles.txt");
    private static readonly NameList Introductions = NameList.Read("introductions.txt");
    private static readonly NameList Articles = NameList.Read("articles.txt");

    private static readonly ImmutableArray<byte[]> SurnameEndings =
    [
        .. "son sen ez ski ska sky ova ov ev eva man mann berg stein feld ini elli etti ucci ić wicz czyk enko uk idis opoulos yan ian sson dottir baum hoff witz ford ham ton ley well wood worth"
            .Split(' ').Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Where the name that begins at a capitalised word ends, and how sure that is; 0 for none.</summary>
    public static (int End, Confidence Confidence) Match(ReadOnlySpan<byte> text, int start, int end, in Surroundings around)
    {
        var first = text[start..end];
        if (!NameParts.IsCapitalised(first))
        {
            return default;
        }

        return Given.Has(first) ? AfterGiven(text, start, end, around)
            : Titles.Has(first) ? AfterTitle(text, end)
            : Surnames.Has(first) && SurnameFirst(text, end) is var inverted && inverted.End > 0 ? inverted
            : end < text.Length && text[end] is (byte)' ' or (byte)'-' ? Introduced(text, start, end) : default;
    }

    private static (int End, Confidence Confidence) AfterGiven(ReadOnlySpan<byte> text, int start, int end, in Surroundings around)
    {
        var parts = NameParts.Follow(text, end, CommonWords);
        if (parts.Count == 0)
        {
            return around.LabelSpeaks(Context.Name) && start == 0 && end == text.Length ? (end, Confidence.Medium) : default;
        }

        if (IsThing(text, start, end, parts) || CommonWords.Has(parts.Last(text)))
        {
            return default;
        }

        var isSurname = Surnames.Has(parts.Last(text));
        var isAmbiguous = Ambiguous.Has(text[start..end]) || Articles.Has(NameParts.WordBefore(text, start));
        return (parts.End, isSurname && !isAmbiguous ? Confidence.High
            : !isAmbiguous || isSurname || IsSurnameLike(parts.Last(text)) || Given.Has(parts.Last(text)) || around.Speak(start, Context.Name) ? Confidence.Medium
            : Confidence.Low);
    }

    // "Miller, John"
    private static (int End, Confidence Confidence) SurnameFirst(ReadOnlySpan<byte> text, int end)
    {
        if (end + 2 >= text.Length || text[end] != ',' || text[end + 1] != ' ')
        {
            return default;
        }

        var last = NameParts.WordEnd(text, end + 2);
        var given = text[(end + 2)..last];
        return NameParts.IsCapitalised(given) && Given.Has(given) && !Ambiguous.Has(given) ? (last, Confidence.Medium) : default;
    }

    // "Dr. Miller", "Frau Prof. Dr. Anna Schmidt"
    private static (int End, Confidence Confidence) AfterTitle(ReadOnlySpan<byte> text, int end)
    {
        var at = end;
        for (var titles = 0; titles < 3; titles++)
        {
            at += at < text.Length && text[at] == '.' ? 1 : 0;
            var next = at < text.Length && text[at] == ' ' ? NameParts.WordEnd(text, at + 1) : at;
            if (next <= at + 1 || !Titles.Has(text[(at + 1)..next]))
            {
                break;
            }

            at = next;
        }

        var parts = NameParts.Follow(text, at, CommonWords);
        return parts.Count > 0 && !CommonWords.Has(parts.Last(text)) && !CommonWords.Has(NameParts.WordAfter(text, parts.End)) ? (parts.End, Confidence.Medium) : default;
    }

    // "my name is Chidi Eze", "Kontakt: Solvej Brandvold"
    private static (int End, Confidence Confidence) Introduced(ReadOnlySpan<byte> text, int start, int end)
    {
        var parts = NameParts.Follow(text, end, CommonWords);
        return parts.Count > 0 && !CommonWords.Has(text[start..end]) && !CommonWords.Has(parts.Last(text)) && Introductions.Has(NameParts.WordBefore(text, start))
            && !IsThing(text, start, end, parts) ? (parts.End, Confidence.Medium) : default;
    }

    // Brands are in a list, and "Max Planck Institute" or "John Macdonald Parkway" is a place.
    private static bool IsThing(ReadOnlySpan<byte> text, int start, int end, NameParts parts)
    {
        Span<byte> joined = stackalloc byte[NameList.LongestName];
        var second = text[(end + 1)..NameParts.WordEnd(text, end + 1)];
        var length = end - start + 1 + second.Length;
        if (length <= joined.Length)
        {
            text[start..end].CopyTo(joined);
            joined[end - start] = (byte)'-';
            second.CopyTo(joined[(end - start + 1)..]);
            if (Things.Has(joined[..length]))
            {
                return true;
            }
        }

        var after = NameParts.WordAfter(text, parts.End);
        return NameParts.IsCapitalised(after) && CommonWords.Has(after);
    }

    private static bool IsSurnameLike(ReadOnlySpan<byte> word)
    {
        if (word.Length < 4 || word[1..].ContainsAnyInRange((byte)'A', (byte)'Z'))
        {
            return false;
        }

        foreach (var ending in SurnameEndings)
        {
            if (word.EndsWith(ending))
            {
                return true;
            }
        }

        return false;
    }
}
