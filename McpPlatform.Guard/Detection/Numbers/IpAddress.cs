namespace McpPlatform.Guard.Detection.Numbers;

/// <summary>IP addresses other than loopback, unspecified ones and masks, which say nothing about anybody.</summary>
internal static class IpAddress
{
    private const int LongestV6 = 45;
    private const int FewestColons = 2;

    /// <summary>Whether four groups from <paramref name="first"/> on are an IPv4 address.</summary>
    public static bool MatchV4(in NumberRun run, int first, in Surroundings around)
    {
        if (first + 4 > run.Count || run[first + 1].Before != '.' || run[first + 2].Before != '.' || run[first + 3].Before != '.')
        {
            return false;
        }

        for (var i = first; i < first + 4; i++)
        {
            var part = run.Text.Slice(run[i].Start, run[i].Length);
            if (part.Length > 3 || (part.Length > 1 && part[0] == '0') || Checksums.Value(part) > 255)
            {
                return false;
            }
        }

        return StandsAlone(run, first) && IsOfSomebody(run, first) && !around.Speak(run[first].Start, Context.Version);
    }

    /// <summary>Whether an IPv6 address may begin around a colon: its first, after four digits at most, with more to follow.</summary>
    public static bool MayBeV6(ReadOnlySpan<byte> text, int colon) =>
        colon + 1 < text.Length && (text[colon + 1] == ':' || Characters.IsHex(text[colon + 1])) && (colon == 0 || Characters.IsHex(text[colon - 1]) || !Characters.IsWord(text[colon - 1]));

    /// <summary>Where the IPv6 address around a colon begins and ends; an empty range for none (RFC 4291, section 2.2).</summary>
    public static Range MatchV6(ReadOnlySpan<byte> text, int colon)
    {
        var start = colon;
        while (start > 0 && colon - start < 5 && Characters.IsHex(text[start - 1]))
        {
            start--;
        }

        var end = colon;
        while (end < text.Length && end - start <= LongestV6 && (Characters.IsHex(text[end]) || text[end] is (byte)':' or (byte)'.'))
        {
            end++;
        }

        while (end > start && text[end - 1] == '.')
        {
            end--;
        }

        var isAlone = (start == 0 || !(Characters.IsWord(text[start - 1]) || text[start - 1] is (byte)':' or (byte)'.'))
            && (end == text.Length || !(Characters.IsWord(text[end]) || text[end] == ':'));
        return isAlone && IsV6(text[start..end]) ? start..end : default;
    }

    private static bool StandsAlone(in NumberRun run, int first)
    {
        var after = run[first + 3].End;
        return BeginsAlone(run, first) && (first + 4 == run.Count || run[first + 4].Before is (byte)'/' or (byte)' ' or (byte)'-')
            && !(after < run.Text.Length && (Characters.IsWord(run.Text[after]) || run.Text[after] == '_'));
    }

    // A comma before it is one between cells.
    private static bool BeginsAlone(in NumberRun run, int first) => run.BeginsAlone(first) || (run[first].Start is var start && run.Text[start - 1] == ',');

    private static bool IsOfSomebody(in NumberRun run, int first)
    {
        var head = Checksums.Value(run.Text.Slice(run[first].Start, run[first].Length));
        return head is not (0 or 127 or 255);
    }

    // Times such as 12:34:56 have neither eight groups nor a gap; names such as a::b have too few digits to be an address.
    private static bool IsV6(ReadOnlySpan<byte> text)
    {
        var gap = text.IndexOf("::"u8);
        if (text.Count((byte)':') < FewestColons || text.Length < 4 || !text.ContainsAnyInRange((byte)'0', (byte)'9')
            || text.SequenceEqual("::1"u8) || (gap >= 0 && text[(gap + 1)..].IndexOf("::"u8) >= 0))
        {
            return false;
        }

        var groups = Groups(gap < 0 ? text : text[..gap]) + (gap < 0 ? 0 : Groups(text[(gap + 2)..]));
        return groups >= 0 && (gap < 0 ? groups == 8 : groups is >= 2 and <= 7 && (gap >= 3 || groups > 3));
    }

    // A negative number for what is no row of groups.
    private static int Groups(ReadOnlySpan<byte> text)
    {
        const int none = -16;
        if (text.IsEmpty)
        {
            return 0;
        }

        var count = 0;
        foreach (var part in text.Split((byte)':'))
        {
            var group = text[part];
            if (group.IsEmpty || group.Length > 4 || group.Contains((byte)'.'))
            {
                return none;
            }

            count++;
        }

        return count;
    }
}
