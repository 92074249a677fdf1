using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Agents;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity;

/// <summary>
/// Tells a caller that is not let in how to get a token, so that standard MCP clients sign in by themselves (MCP, Authorization; RFC 6750, section 3;
/// RFC 9728, section 5).
/// </summary>
internal sealed class Challenge(IssuerDirectory issuers, OwnAddresses own)
{
    private static readonly string[] McpPaths = [McpEndpoint.Path, McpEndpoint.SsePath, McpEndpoint.MessagesPath];

    /// <summary>Scopes that issuers know and that are worth something here, most needed first.</summary>
    public IReadOnlyList<string> Scopes { get; } = [.. issuers.All.SelectMany(i => i.Options.Scopes).Select(s => s.Scope).Distinct(StringComparer.Ordinal)];

    /// <summary>For a caller nobody knows.</summary>
    public void Unknown(HttpContext context, TokenProblem? problem)
    {
        var reason = problem is null ? "" : $" error=\"invalid_token\", error_description=\"{Quotable(problem.Message)}\",";
        Write(context, reason, ScopesFor([Scope.Read, Scope.Run]));
    }

    /// <summary>For a caller whose token does not let him do what he wants; nothing for those who came by other means.</summary>
    /// <returns>Whether there was something to tell.</returns>
    public bool Insufficient(HttpContext context, Principal by, string rule)
    {
        if (by.Token is null || Lacking(by, rule) is not { Count: > 0 } scopes)
        {
            return false;
        }

        Write(context, " error=\"insufficient_scope\",", scopes);
        return true;
    }

    private void Write(HttpContext context, string reason, List<string> scopes)
    {
        if (issuers.All.Count == 0 || own.Of(context.Request) is not { } root)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return;
        }

        var metadata = $"{root}{ProtectedResource.Path}{(IsMcp(context) ? McpEndpoint.Path : "")}";
        var scope = scopes.Count == 0 ? "" : $", scope=\"{string.Join(' ', scopes)}\"";
        context.Response.Headers.WWWAuthenticate = $"Bearer{reason} resource_metadata=\"{metadata}\"{scope}";
    }

    // The rule of a missing scope names it; any other refusal is not mended by a token with more scopes.
    private List<string> Lacking(Principal by, string rule) =>
        rule.StartsWith("scope-", StringComparison.Ordinal) && Enum.TryParse<Scope>(rule["scope-".Length..], ignoreCase: true, out var lacking)
            ? ScopesFor([.. by.Scopes, lacking])
            : [];

    private List<string> ScopesFor(IReadOnlyList<Scope> wanted) =>
        [.. issuers.All.SelectMany(i => i.Options.Scopes).Where(s => s.Gives.All(wanted.Contains)).Select(s => s.Scope).Distinct(StringComparer.Ordinal)];

    private static bool IsMcp(HttpContext context) => McpPaths.Any(path => context.Request.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    private static string Quotable(string text) => text.Replace('"', '\'');
}
