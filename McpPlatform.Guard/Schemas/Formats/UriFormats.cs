using System.Text;
using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary><c>uri</c>, <c>iri</c> and their references (RFC 3986, RFC 3987), <c>uri-template</c> (RFC 6570).</summary>
internal static partial class UriFormats
{
    private const string SubDelimiters = "!$&'()*+,;=";
    private const string InPath = SubDelimiters + ":@/";

    /// <summary>Whether text is an address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="international">Whether characters beyond ASCII are allowed.</param>
    /// <param name="relative">Whether the scheme may be missing.</param>
    public static bool IsReference(string text, bool international, bool relative)
    {
        var parts = Parts().Match(text);
        var (scheme, authority, path) = (parts.Groups["scheme"], parts.Groups["authority"], parts.Groups["path"].Value);
        return parts.Success
            && (scheme.Success ? Scheme().IsMatch(scheme.Value) : relative && !FirstSegmentHasColon(path))
            && (!authority.Success || IsAuthority(authority.Value, international))
            && (authority.Success || !path.StartsWith("//", StringComparison.Ordinal))
            && IsOf(path, InPath, international)
            && IsOf(parts.Groups["query"].Value, InPath + "?", international, allowsPrivate: true)
            && IsOf(parts.Groups["fragment"].Value, InPath + "?", international);
    }

    public static bool IsTemplate(string text) => Template().IsMatch(text);

    private static bool FirstSegmentHasColon(string path) => path.Split('/')[0].Contains(':', StringComparison.Ordinal);

    private static bool IsAuthority(string authority, bool international)
    {
        var at = authority.LastIndexOf('@');
        var match = HostAndPort().Match(authority[(at + 1)..]);
        return (at < 0 || IsOf(authority[..at], SubDelimiters + ":", international))
            && match.Success && IsHost(match.Groups["host"].Value, international);
    }

    private static bool IsHost(string host, bool international) => host switch
    {
        ['[', .. var literal, ']'] => AddressFormats.IsIPv6(literal) || FutureAddress().IsMatch(literal),
        _ => IsOf(host, SubDelimiters, international),
    };

    private static bool IsOf(string text, string allowed, bool international, bool allowsPrivate = false)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return false;
                }
            }
            else if (!char.IsAsciiLetterOrDigit(text[i]) && !"-._~".Contains(text[i], StringComparison.Ordinal) && !allowed.Contains(text[i], StringComparison.Ordinal))
            {
                if (!international || !Rune.TryGetRuneAt(text, i, out var rune) || !IsInternational(rune.Value, allowsPrivate))
                {
                    return false;
                }

                i += rune.Utf16SequenceLength - 1;
            }
        }

        return true;
    }

    private static bool IsInternational(int character, bool allowsPrivate) => character switch
    {
        < 0xA0 => false,
        >= 0xE000 and <= 0xF8FF or >= 0xF0000 => allowsPrivate,
        >= 0xFDD0 and <= 0xFDEF or >= 0xFFF0 and <= 0xFFFF => false,
        _ => (character & 0xFFFE) != 0xFFFE,
    };

    [GeneratedRegex(@"\A(?:(?<scheme>[^:/?#]+):)?(?://(?<authority>[^/?#]*))?(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:\#(?<fragment>[\s\S]*))?\z")]
    private static partial Regex Parts();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*\z")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A(?<host>\[[^\[\]]*\]|[^:\[\]]*)(?::[0-9]*)?\z")]
    private static partial Regex HostAndPort();

    [GeneratedRegex(@"\A[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+\z")]
    private static partial Regex FutureAddress();

    [GeneratedRegex(
        """
        \A(?:[^\x00-\x20"%<>\\^`{|}\x7F]|%[0-9A-Fa-f]{2}|\{[+#./;?&=,!@|]?(?:(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*(?::[1-9][0-9]{0,3}|\*)?(?:,(?!\})|(?=\})))+\})*\z
        """)]
    private static partial Regex Template();
}
