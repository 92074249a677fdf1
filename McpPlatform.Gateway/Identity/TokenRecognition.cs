using System.Text;
using System.Text.Json;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity;

/// <summary>Finds out whom an access token stands for. What was found is kept, so that most calls cost one hash.</summary>
internal sealed class TokenRecognition(
    IssuerDirectory issuers, OwnAddresses own, Introspection introspection, RecognisedTokens recognised, TimeProvider time, ILogger<TokenRecognition> logger)
{
    private static readonly TokenProblem Unknown = new(TokenFault.Malformed, "This is neither a key of this gateway nor a token of an issuer that it trusts.");

    /// <exception cref="PeerException">The token's issuer has to be asked and cannot be reached.</exception>
    public async ValueTask<Recognised> RecogniseAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        var text = credentials.Bearer.ToString();
        var (token, problem) = issuers.All.Count == 0 || text.Length > SignedToken.MaxLength || !Ascii.IsValid(text) ? new Finding(Unknown)
            : recognised.Find(text) is { } known ? new Finding(known)
            : SignedToken.LooksLikeOne(text) ? await ReadAsync(text, cancellationToken)
            : await AskAsync(text, cancellationToken);
        problem ??= TokenBinding.Check(token!.Thumbprint, credentials.Certificate);
        if (problem is null)
        {
            return new Recognised(token!.Principal);
        }

        Log.TokenRefused(logger, problem.Fault, problem.Message);
        return new Recognised(null, problem);
    }

    private async Task<Finding> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (SignedToken.Read(text, out var token) is { } malformed)
        {
            return new Finding(malformed);
        }

        if (issuers.OfAddress(token!.Issuer) is not { } issuer)
        {
            return new Finding(new TokenProblem(TokenFault.Issuer, "The token comes from an issuer that is not trusted."));
        }

        // What costs nothing first: a flood of old or foreign tokens is no work.
        if (RulesOf(issuer).Check(token, time.GetUtcNow()) is { } unfit)
        {
            return new Finding(unfit);
        }

        var (keys, problem) = await VerifyAsync(issuer, token, cancellationToken);
        return problem is not null ? new Finding(problem) : await AcceptAsync(text, issuer, token, keys, cancellationToken);
    }

    private static async Task<(KeySet Keys, TokenProblem? Problem)> VerifyAsync(Issuer issuer, SignedToken token, CancellationToken cancellationToken)
    {
        var allowed = issuer.Options.AllowedAlgorithms;
        var keys = await issuer.Keys.GetAsync(cancellationToken);
        var problem = keys.Check(token, allowed);
        if (problem is not { Fault: TokenFault.UnknownKey })
        {
            return (keys, problem);
        }

        try
        {
            var newer = await issuer.Keys.RenewAsync(cancellationToken);
            return (newer, newer.Check(token, allowed));
        }
        catch (PeerException)
        {
            // The keys that are known go on; this token's is not among them.
            return (keys, problem);
        }
    }

    private async Task<Finding> AcceptAsync(string text, Issuer issuer, SignedToken token, KeySet keys, CancellationToken cancellationToken)
    {
        var end = TokenRules.EndOf(token) + issuer.Options.ClockSkew;
        var goodUntil = end;
        if (issuer.Options.IntrospectEvery is { } every)
        {
            if (await introspection.AskAsync(issuer, text, cancellationToken) is null)
            {
                return new Finding(Introspection.NotActive);
            }

            goodUntil = Earlier(end, time.GetUtcNow() + every);
        }

        return Take(issuer, token.Claims, principal => principal with { Token = new BearerToken(issuer.Name, text, end) }) is var found && found.Token is { } taken
            ? found with { Token = Keep(text, taken, issuer, keys, goodUntil) }
            : found;
    }

    // Nobody can read an opaque token but its issuer, and nobody can tell whose it is.
    private async Task<Finding> AskAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var issuer in issuers.All.Where(i => i.Options.IntrospectEvery is not null))
        {
            if (await introspection.AskAsync(issuer, text, cancellationToken) is { } claims)
            {
                var found = Introspection.Check(issuer, claims, RulesOf(issuer).Audiences) is { } problem ? new Finding(problem) : Take(issuer, claims, principal => principal);
                return found.Token is null
                    ? found
                    : found with { Token = Keep(text, found.Token, issuer, keys: null, Earlier(Introspection.EndOf(claims), time.GetUtcNow() + issuer.Options.IntrospectEvery!.Value)) };
            }
        }

        return new Finding(Unknown);
    }

    private static Finding Take(Issuer issuer, JsonElement claims, Func<Principal, Principal> complete) =>
        TokenBinding.Read(claims, out var thumbprint) is { } bound ? new Finding(bound)
        : ClaimMapping.Caller(issuer, claims) is { } principal ? new Finding(new RecognisedToken(complete(principal), thumbprint))
        : new Finding(new TokenProblem(TokenFault.Claims, "The token names neither a subject ('sub') nor a tenant that can be used."));

    private RecognisedToken Keep(string text, RecognisedToken token, Issuer issuer, KeySet? keys, DateTimeOffset goodUntil)
    {
        var kept = token with { Principal = token.Principal with { GoodUntil = goodUntil } };
        recognised.Keep(text, kept, issuer, keys, goodUntil);
        return kept;
    }

    private TokenRules RulesOf(Issuer issuer) =>
        new(issuer.Options.Address, issuer.Options.Audience is { } audience ? [audience] : own.Audiences, TokenPurpose.Access, issuer.Options.ClockSkew);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private readonly record struct Finding(RecognisedToken? Token, TokenProblem? Problem)
    {
        public Finding(RecognisedToken token)
            : this(token, null)
        {
        }

        public Finding(TokenProblem problem)
            : this(null, problem)
        {
        }
    }
}
