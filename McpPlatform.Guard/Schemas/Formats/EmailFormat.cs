using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary><c>email</c> (RFC 5321, 4.1.2) and <c>idn-email</c> (RFC 6531).</summary>
internal static partial class EmailFormat
{
    public static bool IsEmail(string text, bool international)
    {
        var at = text.LastIndexOf('@');
        if (at <= 0 || (!international && !text.All(char.IsAscii)))
        {
            return false;
        }

        return LocalPart().IsMatch(text[..at]) && IsDomain(text[(at + 1)..], international);
    }

    private static bool IsDomain(string domain, bool international) => domain switch
    {
        ['[', 'I', 'P', 'v', '6', ':', .. var address, ']'] => AddressFormats.IsIPv6(address),
        ['[', .. var address, ']'] => AddressFormats.IsIPv4(address),
        _ => international ? HostFormats.IsInternationalHostname(domain) : HostFormats.IsHostname(domain),
    };

    [GeneratedRegex("""\A(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uFFFF-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uFFFF-]+)*|"(?:[ !#-\[\]-~\u0080-\uFFFF]|\\[ -~])*")\z""")]
    private static partial Regex LocalPart();
}
