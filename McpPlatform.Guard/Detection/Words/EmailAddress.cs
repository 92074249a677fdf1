using System.Buffers;

namespace McpPlatform.Guard.Detection.Words;

/// <summary>Addresses of mailboxes: RFC 5321 with the signs that are in use, at a domain of at least two labels.</summary>
internal static class EmailAddress
{
    // Twice what RFC 5321 allows, so that no part of one that is too long is left.
    private const int LongestLocal = 128;
    private const int LongestDomain = 255;

    private static SearchValues<byte> InNoTopLevel { get; } = SearchValues.Create("0123456789-"u8);

    /// <summary>Where the address around an at sign begins and ends; an empty range for none.</summary>
    public static Range Match(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < LongestLocal && IsLocal(text[start - 1]))
        {
            start--;
        }

        if (text[..start].EndsWith(":"u8) && text[start..at].StartsWith("//"u8))
        {
            return default;
        }

        start = AfterKey(text, start, at);
        var end = DomainEnd(text, at + 1);
        return start < at && text[at - 1] != '.' && end > 0 ? start..end : default;
    }

    // "?email=anna@…", "mailto/anna@…", "'anna@…" and, in quoted text, "\nanna@…": what is before the mailbox stays.
    private static int AfterKey(ReadOnlySpan<byte> text, int start, int at)
    {
        var local = text[start..at];
        start += local.LastIndexOfAny("/&"u8) + 1;
        local = text[start..at];
        var key = local.IndexOf((byte)'=');
        start += key >= 0 && local[..key].IndexOfAny("+-"u8) < 0 ? key + 1 : 0;
        start += start > 0 && text[start - 1] == '\\' && text[start] is (byte)'n' or (byte)'r' or (byte)'t' ? 1 : 0;
        while (start < at && text[start] is (byte)'.' or (byte)'\'' or (byte)'-')
        {
            start++;
        }

        return start;
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
            if (label > start && at - label >= 2 && (at == text.Length || !Characters.IsWord(text[at])) && IsTopLevel(text[label..at]))
            {
                end = at;
            }
        }

        return end;
    }

    private static bool IsTopLevel(ReadOnlySpan<byte> label) => label.StartsWith("xn--"u8) || !label.ContainsAny(InNoTopLevel);

    private static bool IsLocal(byte value) => Characters.IsWord(value) || "._%+-'&=/"u8.Contains(value);
}
