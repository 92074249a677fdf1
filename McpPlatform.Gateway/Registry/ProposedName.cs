using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace McpPlatform.Gateway.Registry;

/// <summary>
/// The name an upstream would have whose server a registry calls <c>com.example/weather</c>: <c>weather</c>. One that is too long, or taken, ends in a
/// short hash of the server's name, so that it is the same whatever else is listed beside it.
/// </summary>
internal static partial class ProposedName
{
    private const int MaxLength = 30;
    private const int HashLength = 8;

    /// <summary>The name.</summary>
    /// <param name="server">What the registry calls the server.</param>
    /// <param name="isTaken">Whether a name stands for something else already.</param>
    public static string Of(string server, Func<string, bool> isTaken)
    {
        var plain = Plain(server);
        return plain.Length <= MaxLength && !isTaken(plain) ? plain : Shortened(plain, server);
    }

    /// <summary>The name where it is neither long nor taken.</summary>
    public static string Plain(string server)
    {
        var slash = server.LastIndexOf('/');
        var own = Words(server[(slash + 1)..]);

        // Whoever publishes one server only tends to call it just that.
        var telling = own is "mcp" or "server" or "mcp-server" && slash > 0 ? Words(server[..slash].Split('.')[^1]) : own;
        return telling.Length > 0 && char.IsAsciiLetter(telling[0]) ? telling : $"mcp-{telling}".TrimEnd('-');
    }

    private static string Words(string text) => NoLetterOrDigit().Replace(text.ToLowerInvariant(), "-").Trim('-');

    private static string Shortened(string plain, string server)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(server)))[..HashLength];
        return $"{plain[..Math.Min(plain.Length, MaxLength - HashLength - 1)].TrimEnd('-')}-{hash}";
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NoLetterOrDigit();
}
