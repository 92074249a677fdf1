using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Firewall;

/// <summary>
/// Finds addresses in arguments that lead into the network the platform runs in, or out of the protocols that tools are meant to speak (server-side
/// request forgery). It judges by the text alone; a tool of the sandbox goes out through the gateway's own door, which looks at where a name really
/// leads.
/// </summary>
/// <param name="allowed">Hosts that are reachable all the same, such as <c>wiki.internal</c>; <c>*.internal</c> stands for all below.</param>
internal sealed partial class AddressGuard(IReadOnlyCollection<string> allowed)
{
    private const int MostAddresses = 200;

    // What no tool needs and libraries follow: local files, raw connections, directories.
    private static readonly string[] RefusedSchemes = ["file", "gopher", "dict", "ldap", "ldaps", "tftp", "jar", "netdoc", "phar", "expect", "php"];

    /// <summary>Why an address in a text is refused; <see langword="null"/> when none is.</summary>
    public string? Refusal(string text)
    {
        // An address in pieces would not be followed either: tabs and line ends are what libraries drop.
        var plain = text.AsSpan().ContainsAny('\t', '\r', '\n') ? text.Replace("\t", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal) : text;
        var seen = 0;
        foreach (Match match in Address().Matches(plain))
        {
            if (++seen > MostAddresses)
            {
                return $"The arguments hold more than {MostAddresses} addresses.";
            }

            if (Judge(match.Groups["scheme"].Value.ToLowerInvariant(), match.Groups["authority"].Value) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private string? Judge(string scheme, string authority)
    {
        if (RefusedSchemes.Contains(scheme))
        {
            return $"Addresses of '{scheme}:' are not passed on to tools.";
        }

        var host = HostOf(authority);
        return host.Length > 0 && HostForms.IsPrivate(host) && !IsAllowed(host)
            ? $"'{host}' lies inside a private network. Addresses there are passed on only where 'Firewall:AllowedHosts' names them."
            : null;
    }

    // What stands before the last @ is a user, and a backslash ends an authority as a slash does (WHATWG URL, 4.4).
    private static string HostOf(string authority)
    {
        var end = authority.IndexOf('\\', StringComparison.Ordinal);
        var whole = end < 0 ? authority : authority[..end];
        var rest = whole[(whole.LastIndexOf('@') + 1)..];
        if (rest.StartsWith('['))
        {
            var close = rest.IndexOf(']', StringComparison.Ordinal);
            return close < 0 ? rest : rest[..(close + 1)];
        }

        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? rest : rest[..colon];
    }

    private bool IsAllowed(string host) => allowed.Any(a =>
        a.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(a[1..], StringComparison.OrdinalIgnoreCase) : host.Equals(a, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"(?<![A-Za-z0-9+.-])(?<scheme>[A-Za-z][A-Za-z0-9+.-]{1,15}):[/\\]{1,4}(?<authority>[^/\s""'<>?#]{0,300})", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
