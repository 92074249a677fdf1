namespace McpPlatform.Guard.Detection.Words;

/// <summary>Addresses of mailboxes: RFC 5321 with the signs that are in use, at a domain of at least two labels.</summary>
internal static class EmailAddress
{
    private const int LongestLocal = 64;
    private const int LongestDomain = 255;

    /// <summary>Where the address around an at sign begins and ends; an empty range for none.</summary>
    public static Range Match(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < LongestLocal && IsLocal(text[start - 1]))
        {
            start--;
        }

        while (start < at && text[start] is (byte)'.' or (byte)'\'' or (byte)'-' or (byte)'=' or (byte)'/')
        {
            start++;
        }

        var end = DomainEnd(text, at + 1);
        return start < at && text[at - 1] != '.' && end > 0 ? start..end : default;
    }

    // Labels with a point between; the last is of two letters at least.
    private static int DomainEnd(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        var label = start;
        var end = 0;
        while (at < text.Length && at - start < LongestDomain && (Characters.IsWord(text[at]) || text[at] is (byte)'-' or (byte)'.'))
        {
            if (text[at] == '.')
            {
                if (at == label)
                {
                    break;
                }

                label = at + 1;
            }

            at++;
            if (label > start && at - label >= 2 && IsTopLevel(text[label..at]) && (at == text.Length || !Characters.IsWord(text[at])))
            {
                end = at;
            }
        }

        return end;
    }

    private static bool IsTopLevel(ReadOnlySpan<byte> label) => label.StartsWith("xn--"u8) || !label.ContainsAny("0123456789-"u8);

    private static bool IsLocal(byte value) => Characters.IsWord(value) || "._%+-'&=/"u8.Contains(value);
}
