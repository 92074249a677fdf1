using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Core.Upstreams;

/// <summary>Which headers an upstream may be sent.</summary>
internal static partial class UpstreamHeaders
{
    private const int MostHeaders = 20;
    private const int MaxNameLength = 60;
    private const int MaxValueLength = 8_192;

    // What the protocol or the HTTP client says itself.
    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Accept", "Content-Type",
    };

    /// <summary>Everything that is wrong with them; no value is repeated, since it may be a secret.</summary>
    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, string>? headers)
    {
        if (headers is null)
        {
            return [];
        }

        var twice = headers.Keys.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
            .Select(g => $"The header '{g.Key}' is given twice.");
        return headers.Count > MostHeaders
            ? [$"An upstream has at most {MostHeaders} headers, not {headers.Count}."]
            : headers.Select(h => NameProblem(h.Key) ?? ValueProblem(h.Key, h.Value)).OfType<string>().Concat(twice);
    }

    /// <summary>Whether it names a secret.</summary>
    public static bool IsReference(string value) =>
        OwnSecrets.IsReference(value) ? OwnSecrets.IsPlainName(OwnSecrets.NameIn(value)) : Reference().IsMatch(value);

    private static string? NameProblem(string name) =>
        name.Length > MaxNameLength || !Token().IsMatch(name)
            ? $"A header's name has 1 to {MaxNameLength} letters, digits or signs that HTTP allows in names."
        : Taken.Contains(name) || name.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase)
            ? $"The header '{name}' is the gateway's own; leave it out."
        : SecretHeaders.Include(name) && !NameOfSecret().IsMatch(name)
            ? $"The header '{name}' carries a secret, so its name has letters, digits, '-', '_' or '.' only."
        : null;

    private static string? ValueProblem(string name, string? value) => value switch
    {
        null or "" => $"The header '{name}' has no value.",
        { Length: > MaxValueLength } => $"The header '{name}' is longer than {MaxValueLength} characters.",
        _ when !Value().IsMatch(value) => $"The header '{name}' may have printable ASCII characters only.",
        _ when value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal) && !IsReference(value) =>
            $"The header '{name}' names no secret; a reference looks like secret://name.",
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameOfSecret();

    [GeneratedRegex(@"^[\x20-\x7E\t]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    [GeneratedRegex(@"^secret://[A-Za-z0-9_./-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
