using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Upstreams;

/// <summary>What an upstream must satisfy before it is stored; every problem is reported at once.</summary>
public static partial class UpstreamRules
{
    private const int MaxUrlLength = 2_048;
    private const int MaxTimeoutSeconds = 3_600;
    private const int MaxConcurrency = 10_000;
    private const int MaxCacheForSeconds = 3_600;
    private const int MaxCallTimeoutSeconds = 86_400;
    private const int MaxTags = 20;
    private const int MostCalls = 1_000_000;

    /// <summary>Refuses an upstream that cannot be stored.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <exception cref="InvalidInputException">It cannot; the message names every problem.</exception>
    public static void Check(AddUpstream upstream)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        var problems = NameProblems(upstream.Name).Concat(PlaceProblems(upstream)).Concat(PrefixProblems(upstream.Prefix))
            .Concat(NumberProblems(upstream)).Concat(UpstreamHeaders.Problems(upstream.Headers)).Concat(DescriptionProblems(upstream))
            .Concat(ExchangeProblems(upstream)).ToList();
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

    private static IEnumerable<string> PlaceProblems(AddUpstream upstream) => upstream switch
    {
        { Transport: UpstreamTransport.Stdio, Url: not null } => ["An upstream that is a program has no 'url'."],
        { Transport: UpstreamTransport.Stdio, Headers.Count: > 0 } => ["An upstream that is a program gets no headers. Give secrets in 'program.environment'."],
        { Transport: UpstreamTransport.Stdio, Program: null } => ["The transport 'stdio' needs a 'program' to start."],
        { Transport: UpstreamTransport.Stdio } => UpstreamPrograms.Problems(upstream.Program),
        { Program: not null } => ["A 'program' needs the transport 'stdio'."],
        { Transport: UpstreamTransport.Sandbox, Url: not null } or { Transport: UpstreamTransport.Sandbox, Headers.Count: > 0 } =>
            ["A tool that runs in the sandbox has neither 'url' nor headers."],
        { Transport: UpstreamTransport.Sandbox, Sandbox: null } => ["The transport 'sandbox' needs code in 'sandbox'."],
        { Transport: UpstreamTransport.Sandbox } => SandboxPrograms.Problems(upstream.Sandbox.Code),
        { Sandbox: not null } => ["Code in 'sandbox' needs the transport 'sandbox'."],
        { Transport: UpstreamTransport.Sse, Protocol: UpstreamProtocol.Modern } => ["The transport 'sse' belongs to legacy revisions of MCP; 'protocol' cannot be 'modern'."],
        _ => UrlProblems(upstream.Url),
    };

    private static IEnumerable<string> DescriptionProblems(UpstreamDescription upstream)
    {
        if (upstream.Tags is { Count: > MaxTags } || upstream.Tags?.Any(t => t is null || !Tag().IsMatch(t)) == true)
        {
            yield return $"'tags' are at most {MaxTags}, each with 1 to 40 lower-case letters, digits, '-' or '_'.";
        }

        if (upstream.Owner is { } owner && (owner.Length is 0 or > 200 || owner.Any(char.IsControl)))
        {
            yield return "'owner' has 1 to 200 characters and no control characters.";
        }

        if (upstream.Purpose is { } purpose && (purpose.Length is 0 or > 1_000 || purpose.Any(char.IsControl)))
        {
            yield return "'purpose' has 1 to 1000 characters and no control characters.";
        }
    }

    private static IEnumerable<string> ExchangeProblems(AddUpstream upstream)
    {
        if (upstream.TokenExchange is not { } exchange)
        {
            yield break;
        }

        if (upstream.Transport != UpstreamTransport.StreamableHttp)
        {
            yield return "'tokenExchange' needs the transport 'streamable_http': others carry the messages of all callers the same way.";
        }

        if (exchange.Issuer is null || !Name().IsMatch(exchange.Issuer))
        {
            yield return "'tokenExchange.issuer' names an issuer of the gateway's settings: 1 to 30 lower-case letters, digits or '-', beginning with a letter.";
        }

        if (exchange.Resource is { } resource && (resource.Length > MaxUrlLength || !Uri.TryCreate(resource, UriKind.Absolute, out var address) || address.Fragment.Length > 0))
        {
            yield return $"'tokenExchange.resource' must be an absolute address without a fragment, of at most {MaxUrlLength} characters.";
        }

        if (new[] { exchange.Audience, exchange.Scope }.Any(text => text is { } said && (said.Length is 0 or > 1_000 || said.Any(char.IsControl))))
        {
            yield return "'tokenExchange.audience' and 'tokenExchange.scope' have 1 to 1000 characters and no control characters.";
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

        if (upstream.RateLimit is { CallsPerSecond: not (>= 0.001 and <= MostCalls) } or { Burst: < 1 or > MostCalls })
        {
            yield return $"'rateLimit.callsPerSecond' must lie between 0.001 and {MostCalls}, 'rateLimit.burst' between 1 and {MostCalls}.";
        }

        if (upstream.Price is { } price && new[] { price.PerCall, price.PerMegabyte, price.PerThousandTokens }.Any(p => p is < 0 or > MostCalls))
        {
            yield return $"Each 'price' must lie between 0 and {MostCalls}.";
        }

        if (upstream.CacheForSeconds is < 0 or > MaxCacheForSeconds)
        {
            yield return $"'cacheForSeconds' must lie between 0 and {MaxCacheForSeconds}.";
        }

        if (upstream.CallTimeoutSeconds is < 1 or > MaxCallTimeoutSeconds)
        {
            yield return $"'callTimeoutSeconds' must lie between 1 and {MaxCallTimeoutSeconds}.";
        }
    }

    [GeneratedRegex(@"^[a-z0-9_-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,29}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
