using System.Buffers;

namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>The password, or the token that stands for user and password, in an address such as <c>postgres://user:password@host</c> (RFC 3986, section 3.2.1).</summary>
internal static class UrlCredentials
{
    private const int Longest = 256;
    private const int LongestUser = 64;
    private const int ShortestToken = 20;

    private static SearchValues<byte> Outside { get; } = SearchValues.Create(" \t\r\n\"'<>"u8);

    private static SearchValues<byte> AfterHost { get; } = SearchValues.Create("/?# \t\r\n\"'<>,;"u8);

    /// <summary>The password before an at sign; an empty range for none.</summary>
    public static Range Match(ReadOnlySpan<byte> text, int at)
    {
        var from = Math.Max(0, at - Longest);
        var before = text[from..at];
        var scheme = before.LastIndexOf("://"u8);
        if (scheme < 0 || before[scheme..].ContainsAny(Outside))
        {
            return default;
        }

        var user = before[(scheme + 3)..];
        var colon = user.IndexOf((byte)':');
        if (user.Contains((byte)'/') || Placeholders.Has(user[(colon + 1)..]) || (colon < 0 && !IsToken(user)))
        {
            return default;
        }

        return (from + scheme + 3 + colon + 1)..LastAt(text, at);
    }

    /// <summary>The password behind a colon in <c>-u user:password</c>, as commands that ask over HTTP take it; an empty range for none.</summary>
    public static Range MatchOption(ReadOnlySpan<byte> text, int colon)
    {
        var from = Math.Max(0, colon - LongestUser);
        var blank = text[from..colon].LastIndexOfAny(" \n"u8) + from;
        var end = colon + 1;
        while (end < text.Length && end - colon <= Longest && !" \t\r\n\"'`"u8.Contains(text[end]))
        {
            end++;
        }

        var isOption = blank > from && (text[..blank].EndsWith(" -u"u8) || text[..blank].EndsWith(" --user"u8));
        return isOption && end > colon + 1 && !Placeholders.Has(text[(colon + 1)..end]) ? (colon + 1)..end : default;
    }

    private static bool IsToken(ReadOnlySpan<byte> user) => user.Length >= ShortestToken && user.ContainsAnyInRange((byte)'0', (byte)'9');

    // A password may hold at signs itself: the host begins after the last one.
    private static int LastAt(ReadOnlySpan<byte> text, int at)
    {
        var rest = text[at..Math.Min(text.Length, at + Longest)];
        var end = rest.IndexOfAny(AfterHost);
        return at + (end < 0 ? rest : rest[..end]).LastIndexOf((byte)'@');
    }
}
