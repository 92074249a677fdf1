using System.Collections.Immutable;
using System.Text;

namespace McpPlatform.Guard.Detection.Words;

/// <summary>
/// Names of people, by list: a given name followed by another name, a title followed by a name, two names that a text introduces ("my name is …"), or
/// whatever stands under a label that says so. One word alone is no name, since too many names are also words.
/// </summary>
internal static class PersonName
{
    private static readonly ImmutableArray<byte[]> SurnameEndings =
    [
        .. "son sen ez ski ska sky ova ov ev eva man mann berg stein feld ini elli etti ucci ić wicz czyk enko uk idis opoulos yan ian sson dottir baum hoff witz ford ham ton ley well wood worth"
            .Split(' ').Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Where the name that begins at a capitalised word ends, and how sure that is; 0 for none.</summary>
    public static (int End, Confidence Confidence) Match(ReadOnlySpan<byte> text, int start, int end, in Surroundings around)
    {
        var first = text[start..end];
        if (end == text.Length)
        {
            return start == 0 && around.LabelSpeaks(Context.Name) && Lexicon.Has(first, Roles.Given) ? (end, Confidence.Medium) : default;
        }

        if (text[end] is not ((byte)' ' or (byte)'-' or (byte)',' or (byte)'.') || !Letters.IsCapitalised(first))
        {
            return default;
        }

        var roles = Lexicon.Of(first);
        return (roles & Roles.Given) != 0 ? AfterGiven(text, start, end, roles, around)
            : (roles & Roles.Title) != 0 ? AfterTitle(text, end)
            : (roles & Roles.Surname) != 0 && SurnameFirst(text, end) is var inverted && inverted.End > 0 ? inverted
            : (roles & Roles.Common) == 0 ? Introduced(text, start, end) : default;
    }

    private static (int End, Confidence Confidence) AfterGiven(ReadOnlySpan<byte> text, int start, int end, Roles first, in Surroundings around)
    {
        var parts = NameParts.Follow(text, end);
        var last = Lexicon.Of(parts.Last(text));
        if (parts.Count == 0 || (last & Roles.Common) != 0 || IsThing(text, start, end, parts))
        {
            return default;
        }

        var isSurname = (last & Roles.Surname) != 0;
        var isAmbiguous = (first & Roles.Ambiguous) != 0 || Lexicon.Has(NameParts.WordBefore(text, start), Roles.Article);
        return (parts.End, isSurname && !isAmbiguous ? Confidence.High
            : !isAmbiguous || (last & (Roles.Surname | Roles.Given)) != 0 || IsSurnameLike(parts.Last(text)) || around.Speak(start, Context.Name) ? Confidence.Medium
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
        return Letters.IsCapitalised(given) && (Lexicon.Of(given) & (Roles.Given | Roles.Ambiguous)) == Roles.Given ? (last, Confidence.Medium) : default;
    }

    // "Dr. Miller", "Frau Prof. Dr. Anna Schmidt"
    private static (int End, Confidence Confidence) AfterTitle(ReadOnlySpan<byte> text, int end)
    {
        var at = end;
        for (var titles = 0; titles < 3; titles++)
        {
            at += at < text.Length && text[at] == '.' ? 1 : 0;
            var next = at < text.Length && text[at] == ' ' ? NameParts.WordEnd(text, at + 1) : at;
            if (next <= at + 1 || !Lexicon.Has(text[(at + 1)..next], Roles.Title))
            {
                break;
            }

            at = next;
        }

        var parts = NameParts.Follow(text, at);
        return parts.Count > 0 && !Lexicon.Has(parts.Last(text), Roles.Common) && !IsPlace(text, parts) ? (parts.End, Confidence.Medium) : default;
    }

    // "I am Chidi Eze", "my name is Chidi Eze", "Kontakt: Solvej Brandvold"
    private static (int End, Confidence Confidence) Introduced(ReadOnlySpan<byte> text, int start, int end)
    {
        if (!NameParts.IsFollowed(text, end) || !IsIntroduced(text, start))
        {
            return default;
        }

        var parts = NameParts.Follow(text, end);
        return parts.Count > 0 && !Lexicon.Has(parts.Last(text), Roles.Common) && !IsThing(text, start, end, parts) ? (parts.End, Confidence.Medium) : default;
    }

    private static bool IsIntroduced(ReadOnlySpan<byte> text, int start)
    {
        var before = NameParts.WordBefore(text, start);
        return Lexicon.Has(before, Roles.Introduction)
            || (before.Length is 2 or 3 && text[..start].TrimEnd((byte)' ') is var said && (said.EndsWith("ame is"u8) || said.EndsWith("aam is"u8) || said.EndsWith("ame ist"u8) || said.EndsWith("nom est"u8) || said.EndsWith("nombre es"u8)));
    }

    // Brands are in a list, and "Max Planck Institute" or "John Macdonald Parkway" is a place.
    private static bool IsThing(ReadOnlySpan<byte> text, int start, int end, NameParts parts)
    {
        Span<byte> joined = stackalloc byte[Lexicon.LongestWord];
        var second = text[(end + 1)..NameParts.WordEnd(text, end + 1)];
        var length = end - start + 1 + second.Length;
        if (length <= joined.Length)
        {
            text[start..end].CopyTo(joined);
            joined[end - start] = (byte)'-';
            second.CopyTo(joined[(end - start + 1)..]);
            if (Lexicon.Has(joined[..length], Roles.Thing))
            {
                return true;
            }
        }

        return IsPlace(text, parts);
    }

    private static bool IsPlace(ReadOnlySpan<byte> text, NameParts parts) =>
        NameParts.WordAfter(text, parts.End) is var after && Letters.IsCapitalised(after) && Lexicon.Has(after, Roles.Common);

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
