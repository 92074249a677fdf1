using System.Net;
using System.Net.Sockets;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary><c>ipv4</c> (RFC 2673, 3.2) and <c>ipv6</c> (RFC 4291, 2.2). Octets have no leading zeros, which some read as octal.</summary>
internal static class AddressFormats
{
    public static bool IsIPv4(string text) => text.Split('.') is { Length: 4 } octets && Array.TrueForAll(octets, IsOctet);

    public static bool IsIPv6(string text) =>
        text.Contains(':', StringComparison.Ordinal)
        && text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
        && (!text.Contains('.', StringComparison.Ordinal) || IsIPv4(text[(text.LastIndexOf(':') + 1)..]));

    private static bool IsOctet(string text) =>
        text.Length is >= 1 and <= 3 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0') && (text.Length < 3 || string.CompareOrdinal(text, "255") <= 0);
}
