using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Upstreams;

/// <summary>What an upstream must satisfy before it is stored; every problem is reported at once.</summary>
internal static partial class UpstreamRules
{
    private const int MaxUrlLength = 2_048;
    private const int MaxTimeoutSeconds = 3_600;
    private const int MaxConcurrency = 10_000;

    public static void Check(AddUpstream upstream)
    {
        var problems = NameProblems(upstream.Name).Concat(UrlProblems(upstream.Url)).Concat(PrefixProblems(upstream.Prefix))
            .Concat(NumberProblems(upstream)).Concat(UpstreamHeaders.Problems(upstream.Headers)).ToList();
        if (problems.Count > 0)
        {
            throw new InvalidInputException(string.Join(' ', problems));
        }
    }

    private static IEnumerable<string> NameProblems(string? name)
    {
        if (name is null || !Name().IsMatch(name))
        {
            yield return "An upstream's name has 1 to 30 lower-case letters, digits or '-', and begins with a letter.";
        }
    }

    // The address itself never appears: it may hold a password.
    private static IEnumerable<string> UrlProblems(string? url)
    {
        if (url is null || url.Length > MaxUrlLength || url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            yield return $"'url' must be an absolute address that begins with http:// or https:// and has at most {MaxUrlLength} characters.";
        }
        else if (address.UserInfo.Length > 0 || url.Contains('#', StringComparison.Ordinal))
        {
            yield return "'url' must have neither a user nor a fragment. Give a password as the header 'Authorization'.";
        }
    }

    private static IEnumerable<string> PrefixProblems(string? prefix)
    {
        if (prefix is { Length: > 0 } && !Name().IsMatch(prefix))
        {
            yield return "'prefix' is empty, or has 1 to 30 lower-case letters, digits or '-' and begins with a letter.";
        }
    }

    private static IEnumerable<string> NumberProblems(AddUpstream upstream)
    {
        if (upstream.TimeoutSeconds is < 1 or > MaxTimeoutSeconds)
        {
            yield return $"'timeoutSeconds' must lie between 1 and {MaxTimeoutSeconds}.";
        }

        if (upstream.MaxConcurrency is < 1 or > MaxConcurrency)
        {
            yield return $"'maxConcurrency' must lie between 1 and {MaxConcurrency}.";
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,29}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
