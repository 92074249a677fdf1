using System.Collections.Immutable;

namespace McpPlatform.Guard.Detection.Words;

/// <summary>
/// Names of people: a given name of the list followed by a surname, a title followed by a name, or whatever stands under a label that says so.
/// One word alone is no name, since too many names are also words.
/// </summary>
internal static class PersonName
{
    private const int MostParts = 5;
    private static readonly NameList Given = NameList.Read("given-names.txt");
    private static readonly NameList Surnames = NameList.Read("surnames.txt");
    private static readonly NameList CommonWords = NameList.Read("capitalised-words.txt");
    private static readonly NameList Titles = NameList.Read("titles.txt");
    private static readonly NameList Particles = NameList.Read("particles.txt");

    private static readonly ImmutableArray<byte[]> SurnameEndings =
    [
        .. "son sen ez ski ska sky ova ov ev eva man mann berg stein feld ini elli etti ucci ić wicz czyk enko uk idis opoulos yan ian sson dottir baum hoff witz ford ham ton ley well wood worth"
            .Split(' ').Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    /// <summary>Where the name that begins at a capitalised word ends, and how sure that is; 0 for none.</summary>
    public static (int End, Confidence Confidence) Match(ReadOnlySpan<byte> text, int start, int end, in Surroundings around)
    {
        var first = text[start..end];
        if (Titles.Has(first))
        {
            return (AfterTitle(text, end), Confidence.Medium);
        }

        var isGiven = Given.Has(first);
        if (!isGiven && !Surnames.Has(first))
        {
            return default;
        }

        return isGiven ? AfterGiven(text, start, end, around) : SurnameFirst(text, end);
    }

    private static (int End, Confidence Confidence) AfterGiven(ReadOnlySpan<byte> text, int start, int end, in Surroundings around)
    {
        var (last, lastStart, parts) = Follow(text, end);
        if (parts == 0)
        {
            return around.LabelSpeaks(Context.Name) && start == 0 && end == text.Length ? (end, Confidence.Medium) : default;
        }

        var surname = text[lastStart..last];
        return Surnames.Has(surname) ? (last, Confidence.High)
            : CommonWords.Has(surname) ? default
            : (last, Given.Has(surname) || around.Speak(start, Context.Name) || parts > 1 ? Confidence.Medium : IsSurnameLike(surname) ? Confidence.Medium : Confidence.Low);
    }

    // "Miller, John"
    private static (int End, Confidence Confidence) SurnameFirst(ReadOnlySpan<byte> text, int end)
    {
        if (end + 2 >= text.Length || text[end] != ',' || text[end + 1] != ' ')
        {
            return default;
        }

        var start = end + 2;
        var last = WordEnd(text, start);
        return last > start && IsCapitalised(text[start..last]) && Given.Has(text[start..last]) ? (last, Confidence.Medium) : default;
    }

    private static int AfterTitle(ReadOnlySpan<byte> text, int end)
    {
        var at = end + (end < text.Length && text[end] == '.' ? 1 : 0);
        var (last, lastStart, parts) = Follow(text, at);
        return parts > 0 && !CommonWords.Has(text[lastStart..last]) ? last : 0;
    }

    // The parts of a name after its first: initials, particles, and names, with a blank or a hyphen between them.
    private static (int End, int LastStart, int Parts) Follow(ReadOnlySpan<byte> text, int end)
    {
        var (last, lastStart, parts) = (end, end, 0);
        var at = end;
        for (var i = 0; i < MostParts && at + 1 < text.Length && text[at] is (byte)' ' or (byte)'-'; i++)
        {
            var start = at + 1;
            var stop = WordEnd(text, start);
            var part = text[start..stop];
            if (part.Length == 1 && Characters.IsUpper(part[0]))
            {
                at = stop + (stop < text.Length && text[stop] == '.' ? 1 : 0);
                continue;
            }

            if (part.Length > 1 && Particles.Has(part) && !Characters.IsUpper(part[0]))
            {
                at = stop;
                continue;
            }

            if (!IsCapitalised(part) || (parts > 0 && !Surnames.Has(part) && !Given.Has(part)))
            {
                break;
            }

            (last, lastStart, at, parts) = (stop, start, stop, parts + 1);
        }

        return (last, lastStart, parts);
    }

    // A capital and two small letters at least, or capitals only.
    private static bool IsCapitalised(ReadOnlySpan<byte> word) =>
        word.Length >= 2 && (Characters.IsUpper(word[0]) || word[0] == 0xC3) && !word.ContainsAnyInRange((byte)'0', (byte)'9');

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

    private static int WordEnd(ReadOnlySpan<byte> text, int start)
    {
        var end = start;
        while (end < text.Length && (Characters.IsWord(text[end]) || (text[end] == '\'' && end > start && end + 1 < text.Length && Characters.IsUpper(text[end + 1]))))
        {
            end++;
        }

        return end;
    }
}
