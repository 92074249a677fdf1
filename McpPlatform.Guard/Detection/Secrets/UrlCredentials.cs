namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>The password in an address such as <c>postgres://user:password@host</c> (RFC 3986, section 3.2.1).</summary>
internal static class UrlCredentials
{
    private const int Longest = 256;

    /// <summary>The password before an at sign; an empty range for none.</summary>
    public static Range Match(ReadOnlySpan<byte> text, int at)
    {
        var from = Math.Max(0, at - Longest);
        var before = text[from..at];
        var scheme = before.LastIndexOf("://"u8);
        if (scheme < 1 || before[scheme..].ContainsAny(" \t\r\n\"'<>"u8))
        {
            return default;
        }

        var user = before[(scheme + 3)..];
        var colon = user.IndexOf((byte)':');
        if (colon < 0 || user.Contains((byte)'/') || user.Length == colon + 1 || Placeholders.Has(user[(colon + 1)..]))
        {
            return default;
        }

        return (from + scheme + 3 + colon + 1)..at;
    }
}
