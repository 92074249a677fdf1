using System.Text;
using McpPlatform.Guard.Firewall.Texts;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>The place of a threat as agents may read it: names of members come from whoever wrote the text, and can be an order themselves.</summary>
internal static class ThreatPath
{
    private const int LongestName = 24;

    /// <summary>The pointer, with a question mark for every name that is not plain.</summary>
    public static string Shown(string path)
    {
        var scanner = new ThreatScanner();
        return string.Join('/', path.Split('/').Select(name => IsPlain(name, scanner) ? name : "?"));
    }

    private static bool IsPlain(string name, ThreatScanner scanner) =>
        name.Length <= LongestName && name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-' or '.' or '~') && scanner.Scan(Encoding.ASCII.GetBytes(name)).IsEmpty;
}
