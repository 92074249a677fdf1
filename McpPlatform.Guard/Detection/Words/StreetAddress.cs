using System.Collections.Immutable;
using System.Text;

namespace McpPlatform.Guard.Detection.Words;

/// <summary>Street addresses: a number before a street ("12 Elm Street", "12 rue de la Paix") or after it ("Hauptstraße 5", "Calle Mayor 3").</summary>
internal static class StreetAddress
{
    private const int MostWords = 5;
    private const int LongestNumber = 5;
    private const int LongestLead = 10;
    private const int Longest = 60;

    private static readonly ImmutableArray<byte[]> English = Words(
        "street st avenue ave road rd boulevard blvd lane ln drive dr court ct place pl square sq terrace ter highway hwy parkway pkwy close crescent cres way row mews walk");

    private static readonly ImmutableArray<byte[]> Leading = Words(
        "rue avenue boulevard chemin impasse allée quai cours calle avenida paseo place plaza carrer via viale piazza piazzale corso largo vicolo rua travessa ulica ul aleja osiedle plac faubourg");

    private static readonly ImmutableArray<byte[]> Endings = Words("straße strasse str gasse allee platz damm ufer weg straat laan plein gracht kade singel dijk gatan vägen gata vej gate veien katu tie utca");

    private static readonly ImmutableArray<byte[]> Spelled = Words("strasse straße str platz allee weg gasse ring damm ufer markt straat laan gracht plein kade singel weg");

    /// <summary>Where the address that begins with a number ends; 0 for none.</summary>
    public static int MatchNumberFirst(ReadOnlySpan<byte> text, int start, int end)
    {
        if (end - start > LongestNumber || end + 2 >= text.Length)
        {
            return 0;
        }

        var at = end + (Characters.IsAsciiLetter(text[end]) ? 1 : 0);
        var blank = at + (at < text.Length && text[at] == ',' ? 1 : 0);
        if (blank >= text.Length || text[blank] != ' ')
        {
            return 0;
        }

        var (first, firstEnd) = WordAt(text, blank + 1);
        return firstEnd > first && Has(Leading, text[first..firstEnd]) ? LeadingStreet(text, firstEnd) : blank == at ? EnglishStreet(text, at) : 0;
    }

    /// <summary>Where the address that begins with a capitalised word, or with a small one before it, begins and ends; an empty range for none.</summary>
    public static Range MatchStreetFirst(ReadOnlySpan<byte> text, int start, int end)
    {
        if (text.Slice(end, Math.Min(Longest, text.Length - end)).IndexOfAnyInRange((byte)'0', (byte)'9') < 0)
        {
            return default;
        }

        var lead = LeadBefore(text, start);
        var number = lead < start && LeadingStreet(text, LeadEnd(text, lead)) is var named and > 0 ? NumberAfter(text, named) : WithNumber(text, start, end);
        return number > 0 ? lead..number : default;
    }

    // "via Roma 3", "ul. Długa 7": the kind of street in small letters.
    private static int LeadBefore(ReadOnlySpan<byte> text, int start)
    {
        var end = start > 0 && text[start - 1] == ' ' ? start - 1 : start;
        end -= end > 0 && end < start && text[end - 1] == '.' ? 1 : 0;
        var lead = end;
        while (lead > 0 && end - lead <= LongestLead && Characters.IsWord(text[lead - 1]))
        {
            lead--;
        }

        return end < start && lead < end && !Characters.IsUpper(text[lead]) && Has(Leading, text[lead..end]) ? lead : start;
    }

    private static int LeadEnd(ReadOnlySpan<byte> text, int lead) => WordAt(text, lead).End;

    private static int WithNumber(ReadOnlySpan<byte> text, int start, int end)
    {
        var word = text[start..end];
        var street = Has(Leading, word) ? LeadingStreet(text, end) : EndsAsStreet(word) ? end : IsSpelled(text, end) is var spelled and > 0 ? spelled : 0;
        return street > 0 ? NumberAfter(text, street) : 0;
    }

    // "12 Elm Street", "1600 Pennsylvania Avenue NW": capitalised words, the last one a kind of street.
    private static int EnglishStreet(ReadOnlySpan<byte> text, int blank)
    {
        var at = blank;
        for (var i = 0; i < MostWords && at < text.Length && text[at] == ' '; i++)
        {
            var (start, end) = WordAt(text, at + 1);
            if (end == start || !(Characters.IsUpper(text[start]) || IsOrdinal(text[start..end])))
            {
                return 0;
            }

            if (i > 0 && Has(English, text[start..end]) && !Characters.IsWord(end < text.Length ? text[end] : (byte)' '))
            {
                return Locality(text, end);
            }

            at = end + (end < text.Length && text[end] == '.' ? 1 : 0);
        }

        return 0;
    }

    // "42nd"
    private static bool IsOrdinal(ReadOnlySpan<byte> word) => Characters.IsDigit(word[0]) && Characters.IsAsciiLetter(word[^1]);

    // ", Springfield, IL 62704": a place, a state of two letters and five digits.
    private static int Locality(ReadOnlySpan<byte> text, int street)
    {
        var at = street + (street < text.Length && text[street] == '.' ? 1 : 0);
        var look = text.Slice(at, Math.Min(60, text.Length - at));
        for (var i = 4; i + 8 < look.Length; i++)
        {
            if (look[i] == ' ' && Characters.IsUpper(look[i + 1]) && Characters.IsUpper(look[i + 2]) && look[i + 3] == ' '
                && look.Slice(i + 4, 5).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && !look[..i].ContainsAny("\n;"u8))
            {
                return at + i + 9;
            }
        }

        return street;
    }

    // "rue de la Paix": small words, then at least one that is capitalised.
    private static int LeadingStreet(ReadOnlySpan<byte> text, int end)
    {
        var (at, last) = (end + (end < text.Length && text[end] == '.' ? 1 : 0), 0);
        for (var i = 0; i < MostWords && at < text.Length && (text[at] == ' ' || (text[at] == '-' && i > 0)); i++)
        {
            var (start, stop) = WordAt(text, at + 1);
            if (stop == start || Characters.IsDigit(text[start]))
            {
                break;
            }

            var isProper = Characters.IsUpper(text[start]) || text[start] >= 0x80 || (start + 2 < text.Length && text[start + 1] == '\'');
            if (!isProper && (stop - start > 3 || last > 0))
            {
                break;
            }

            at = stop;
            last = isProper ? stop : last;
        }

        return last;
    }

    private static int IsSpelled(ReadOnlySpan<byte> text, int end)
    {
        if (end >= text.Length || text[end] is not ((byte)' ' or (byte)'-'))
        {
            return 0;
        }

        var (start, stop) = WordAt(text, end + 1);
        return stop > start && Characters.IsUpper(text[start]) && Has(Spelled, text[start..stop]) ? stop : 0;
    }

    // " 12", ", 12a": a number of at most four digits.
    private static int NumberAfter(ReadOnlySpan<byte> text, int street)
    {
        var at = street + (street < text.Length && text[street] is (byte)'.' or (byte)',' ? 1 : 0);
        if (at + 1 >= text.Length || text[at] != ' ' || !Characters.IsDigit(text[at + 1]))
        {
            return 0;
        }

        var end = at + 1;
        while (end < text.Length && Characters.IsDigit(text[end]))
        {
            end++;
        }

        var digits = end - at - 1;
        end += end < text.Length && Characters.IsAsciiLetter(text[end]) ? 1 : 0;
        return digits <= 4 && !(end < text.Length && Characters.IsWord(text[end])) ? end : 0;
    }

    private static bool EndsAsStreet(ReadOnlySpan<byte> word)
    {
        foreach (var ending in Endings)
        {
            if (word.Length > ending.Length + 2 && word.EndsWith(ending))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ImmutableArray<byte[]> words, ReadOnlySpan<byte> word)
    {
        Span<byte> lower = stackalloc byte[16];
        if (word.IsEmpty || word.Length > lower.Length)
        {
            return false;
        }

        for (var i = 0; i < word.Length; i++)
        {
            lower[i] = Characters.ToLower(word[i]);
        }

        foreach (var candidate in words)
        {
            if (lower[..word.Length].SequenceEqual(candidate))
            {
                return true;
            }
        }

        return false;
    }

    private static (int Start, int End) WordAt(ReadOnlySpan<byte> text, int start)
    {
        var end = start;
        while (end < text.Length && (Characters.IsWord(text[end]) || (text[end] == '\'' && end > start)))
        {
            end++;
        }

        return (start, end);
    }

    private static ImmutableArray<byte[]> Words(string words) => [.. words.Split(' ').Select(Encoding.UTF8.GetBytes)];
}
