namespace McpPlatform.Guard.Detection.Numbers;

/// <summary>Telephone numbers: international with a plus, North American in their groups, others where words nearby speak of a telephone.</summary>
internal static class PhoneNumber
{
    private const int LongestDigits = 15;
    private const int FewestDigits = 7;
    private const int LongestBrackets = 7;

    /// <summary>Where the number at <paramref name="first"/> begins and ends; an empty range for none.</summary>
    public static Range Match(in NumberRun run, int first, in Surroundings around)
    {
        var start = run[first].Start;
        var isInternational = start > 0 && run.Text[start - 1] == '+' && !(start > 1 && Characters.IsWord(run.Text[start - 2]));
        if (isInternational)
        {
            return International(run, first);
        }

        var american = American(run, first);
        return !american.Equals(default) ? american
            : Spoken(run, first) is var spoken && !spoken.Equals(default) && (IsNational(run, first) || around.Speak(start, Context.Phone, Detectors.Phone)) ? spoken : default;
    }

    // E.164: at most 15 digits. "+44 (0)20 7946 0958" has a group in brackets, which the run does not reach.
    private static Range International(in NumberRun run, int first)
    {
        var (last, end, digits) = Reach(run, first);
        if (run[first].Length <= 4 && end + 2 < run.Text.Length && run.Text[end] is (byte)' ' or (byte)'(' or (byte)'-')
        {
            var (further, more) = Bracketed(run.Text, end);
            (end, digits) = more > 0 && digits + more <= LongestDigits ? (further, digits + more) : (end, digits);
        }

        var isAlone = end > run[last].End || run.EndsAlone(last);
        return digits is >= FewestDigits and <= LongestDigits && isAlone ? (run[first].Start - 1)..end : default;
    }

    private static (int Last, int End, int Digits) Reach(in NumberRun run, int first)
    {
        var digits = run[first].Length;
        var last = first;
        while (last + 1 < run.Count && digits + run[last + 1].Length <= LongestDigits && (run[last + 1].Before != '/' || IsTrunk(run, first, last)))
        {
            digits += run[++last].Length;
        }

        return (last, run[last].End, digits);
    }

    // "089/2318 4471": the area code, then a slash.
    private static bool IsTrunk(in NumberRun run, int first, int last) => last == first && run[first].Length is >= 3 and <= 5 && run.Text[run[first].Start] == '0';

    private static (int End, int Digits) Bracketed(ReadOnlySpan<byte> text, int at)
    {
        var open = text[at] == '(' ? at : at + 1;
        var close = open < text.Length && text[open] == '(' ? text[open..Math.Min(text.Length, open + LongestBrackets)].IndexOf((byte)')') : -1;
        if (close < 2 || text.Slice(open + 1, close - 1).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return default;
        }

        var next = open + close + 1;
        next += next < text.Length && text[next] is (byte)' ' or (byte)'-' ? 1 : 0;
        if (next >= text.Length || !Characters.IsDigit(text[next]))
        {
            return default;
        }

        var rest = NumberRun.Read(text, next);
        var (_, end, digits) = Reach(rest, 0);
        return (end, digits + close - 1);
    }

    // NANP: area code and exchange begin with 2 to 9. Optionally "1" before, and brackets around the area code.
    private static Range American(in NumberRun run, int first)
    {
        var area = run[first];
        var code = area.Length == 1 && run.Text[area.Start] == '1' && first + 1 < run.Count && run[first + 1].Before != '/' ? first + 1 : first;
        if (run.Has(code, [3, 3, 4], "-. "u8))
        {
            return IsAmerican(run.Text, run[code].Start, run[code + 1].Start) && run.StandsAlone(first, code + 2) ? area.Start..run[code + 2].End : default;
        }

        return area.Length == 3 && area.Start > 0 && run.Text[area.Start - 1] == '(' && first == run.Count - 1 ? InBrackets(run, area) : default;
    }

    private static Range InBrackets(in NumberRun run, DigitGroup area)
    {
        var next = area.End + 1;
        if (area.End >= run.Text.Length || run.Text[area.End] != ')')
        {
            return default;
        }

        next += next < run.Text.Length && run.Text[next] is (byte)' ' or (byte)'-' ? 1 : 0;
        if (next >= run.Text.Length || !Characters.IsDigit(run.Text[next]))
        {
            return default;
        }

        var rest = NumberRun.Read(run.Text, next);
        return rest.Has(0, [3, 4], "-. "u8) && IsAmerican(run.Text, area.Start, next) && rest.StandsAlone(0, 1) ? (area.Start - 1)..rest[1].End : default;
    }

    private static bool IsAmerican(ReadOnlySpan<byte> text, int area, int exchange) => text[area] >= '2' && text[exchange] >= '2';

    // What words nearby call a telephone number may have any groups.
    private static Range Spoken(in NumberRun run, int first)
    {
        var (last, end, digits) = Reach(run, first);
        return digits is >= FewestDigits and <= LongestDigits && run.StandsAlone(first, last) && !LooksLikeDate(run, first) ? run[first].Start..end : default;
    }

    // "0161 496 0120", "030/23125 114", "06 39 98 41 27": a zero for the trunk and groups of two digits at least, with blanks or a slash.
    private static bool IsNational(in NumberRun run, int first)
    {
        var head = run[first];
        var (last, _, digits) = Reach(run, first);
        if (head.Length is < 2 or > 5 || run.Text[head.Start] != '0' || run.Text[head.Start + 1] == '0' || last == first || digits is < 9 or > 12)
        {
            return false;
        }

        for (var i = first + 1; i <= last; i++)
        {
            if (run[i].Length < 2 || run[i].Before is not ((byte)' ' or (byte)'/'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool LooksLikeDate(in NumberRun run, int first) =>
        run.Has(first, [4, 2, 2], "-/."u8) || run.Has(first, [2, 2, 4], "-/."u8);
}
