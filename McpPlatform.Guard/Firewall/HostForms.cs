using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using McpPlatform.Guard.Network;

namespace McpPlatform.Guard.Firewall;

/// <summary>
/// Which host an address names, however it is written. Libraries read 127.0.0.1 also as 2130706433, 0x7f.1, 0177.0.0.1 and [::ffff:7f00:1], and
/// names such as 127.0.0.1.nip.io lead there too.
/// </summary>
internal static class HostForms
{
    private const int MostParts = 4;

    private static readonly string[] PrivateNames = ["localhost", "ip6-localhost", "ip6-loopback", "metadata", "metadata.google.internal", "instance-data", "kubernetes", "host.docker.internal", "gateway.docker.internal"];

    private static readonly string[] PrivateSuffixes = [".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".home", ".svc", ".cluster.local", ".private"];

    // Their names hold the address that they lead to.
    private static readonly string[] EchoingSuffixes = [".nip.io", ".sslip.io", ".xip.io", ".localtest.me", ".lvh.me", ".vcap.me", ".lacolhost.com"];

    /// <summary>Whether a host lies inside a network, as far as its name says.</summary>
    /// <param name="host">The host, without brackets of an IPv6 address or with them.</param>
    public static bool IsPrivate(string host)
    {
        var name = Normalise(host);
        if (name.Length == 0)
        {
            return false;
        }

        if (AddressOf(name) is { } address)
        {
            return !PublicAddress.Is(address);
        }

        return PrivateNames.Contains(name) || PrivateSuffixes.Any(s => name.EndsWith(s, StringComparison.Ordinal)) || !name.Contains('.', StringComparison.Ordinal) || IsEchoed(name);
    }

    private static string Normalise(string host)
    {
        var plain = host.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(host) : host;
        return string.Concat(plain.Select(Digit)).Trim('[', ']').TrimEnd('.').ToLowerInvariant();
    }

    // Full-width and circled signs are read as plain ones by libraries that follow UTS #46.
    private static char Digit(char sign) => sign switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(sign - '\uFF01' + '!'),
        >= '\u2460' and <= '\u2468' => (char)(sign - '\u2460' + '1'),
        '\u24EA' => '0',
        '\u3002' or '\uFF61' => '.',
        _ => sign,
    };

    private static IPAddress? AddressOf(string name) =>
        name.Contains(':', StringComparison.Ordinal) ? IPAddress.TryParse(WithoutZone(name), out var v6) ? Embedded(v6) : null : V4(name);

    private static string WithoutZone(string name) => name.IndexOf('%', StringComparison.Ordinal) is var zone and > 0 ? name[..zone] : name;

    // NAT64 (RFC 6052), 6to4 (RFC 3056) and IPv4-compatible addresses carry one of the other family.
    private static IPAddress Embedded(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : bytes.AsSpan(0, 12).SequenceEqual((byte[])[0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) ? new IPAddress(bytes.AsSpan(12))
            : bytes[0] == 0x20 && bytes[1] == 0x02 ? new IPAddress(bytes.AsSpan(2, 4))
            : address;
    }

    // One to four numbers, decimal, octal or hexadecimal; the last fills what is left (inet_aton).
    private static IPAddress? V4(string name)
    {
        var parts = name.Split('.');
        if (parts.Length > MostParts)
        {
            return null;
        }

        var value = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            var room = isLast ? 1L << (8 * (MostParts - i)) : 256;
            if (Number(parts[i]) is not { } number || number >= room)
            {
                return null;
            }

            value |= number << (isLast ? 0 : 8 * (MostParts - 1 - i));
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        return new IPAddress(bytes);
    }

    private static long? Number(string part)
    {
        if (part.StartsWith("0x", StringComparison.Ordinal))
        {
            return part.Length == 2 ? 0 : long.TryParse(part.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        }

        if (part.Length > 1 && part[0] == '0' && part.All(c => c is >= '0' and <= '7') && part.Length <= 12)
        {
            return Convert.ToInt64(part, 8);
        }

        return long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool IsEchoed(string name)
    {
        if (EchoingSuffixes.FirstOrDefault(s => name.EndsWith(s, StringComparison.Ordinal)) is not { } suffix)
        {
            return false;
        }

        if (suffix is not (".nip.io" or ".sslip.io" or ".xip.io"))
        {
            return true;
        }

        var labels = name[..^suffix.Length].Split('.');
        return IsInside(labels) || IsInside(labels[^1].Split('-'));
    }

    private static bool IsInside(string[] parts) =>
        parts.Length >= MostParts && V4(string.Join('.', parts.TakeLast(MostParts))) is { } address && !PublicAddress.Is(address);
}
