using System.Runtime.CompilerServices;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity;

/// <summary>
/// Turns the token with which a caller came into one for an upstream, at the issuer of both (RFC 8693). The caller's own token never goes on: at the
/// upstream it could be used against the gateway. What was exchanged is kept as long as the caller's token is, until shortly before its end.
/// </summary>
internal sealed class TokenExchange(IssuerDirectory issuers, TimeProvider time)
{
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private const string Grant = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AssumedLifetime = TimeSpan.FromMinutes(1);

    private readonly ConditionalWeakTable<BearerToken, Exchanged> kept = [];

    /// <summary>What a caller is known by at an upstream: the value of <c>Authorization</c>.</summary>
    /// <returns>The value; <see langword="null"/> where the upstream wants no token of callers.</returns>
    /// <exception cref="McpErrorException">The caller has no token to exchange, or the issuer does not exchange it.</exception>
    public ValueTask<string?> AuthorizationAsync(Principal by, UpstreamConfig upstream, CancellationToken cancellationToken) =>
        upstream.TokenExchange is { } wanted ? ExchangedAsync(by, upstream, wanted, cancellationToken) : ValueTask.FromResult<string?>(null);

    private async ValueTask<string?> ExchangedAsync(Principal by, UpstreamConfig upstream, UpstreamTokenExchange wanted, CancellationToken cancellationToken)
    {
        if (by.Token is not { } token || token.Issuer != wanted.Issuer)
        {
            throw new McpErrorException(
                ErrorCodes.Refused, $"The server '{upstream.Name}' knows its callers by tokens of '{wanted.Issuer}'. Sign in there and send its token; a key cannot be exchanged.");
        }

        return $"Bearer {await kept.GetOrCreateValue(token).GetAsync(upstream.Name, () => ExchangeAsync(token, upstream, wanted), time).WaitAsync(cancellationToken)}";
    }

    // It goes on when the first of those who wait for it leaves; the issuer's answers are bounded in time.
    private async Task<(string Token, DateTimeOffset Until)> ExchangeAsync(BearerToken token, UpstreamConfig upstream, UpstreamTokenExchange wanted)
    {
        var issuer = issuers.Find(wanted.Issuer) ?? throw Failure(upstream, wanted, "is not among 'Gateway:Issuers'");
        try
        {
            var (ok, answer) = await issuer.PostAsync(metadata => metadata.Token, Form(token, upstream, wanted), CancellationToken.None);
            return ok ? Read(answer, token) ?? throw Failure(upstream, wanted, "answered with something that is no token for it")
                : throw Failure(upstream, wanted, "did not exchange the caller's token for one of that server");
        }
        catch (Exception exception) when (exception is PeerException or SecretNotFoundException)
        {
            throw Failure(upstream, wanted, "could not be asked for a token");
        }
    }

    private static Dictionary<string, string> Form(BearerToken token, UpstreamConfig upstream, UpstreamTokenExchange wanted)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = Grant, ["subject_token"] = token.Text, ["subject_token_type"] = AccessToken, ["requested_token_type"] = AccessToken,
        };
        if (wanted.Audience is not null)
        {
            form["audience"] = wanted.Audience;
        }

        if (wanted.Resource is not null || wanted.Audience is null)
        {
            form["resource"] = wanted.Resource ?? ((HttpAddress)upstream.Address).Url.AbsoluteUri;
        }

        if (wanted.Scope is not null)
        {
            form["scope"] = wanted.Scope;
        }

        return form;
    }

    private (string Token, DateTimeOffset Until)? Read(JsonElement answer, BearerToken subject)
    {
        if (StrictJson.Text(answer, "access_token") is not { Length: > 0 and <= SignedToken.MaxLength } token || token == subject.Text
            || token.Any(c => c is <= ' ' or > '~') || !string.Equals(StrictJson.Text(answer, "token_type"), "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var lifetime = answer.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out var given) && given > 0 ? TimeSpan.FromSeconds(given) : AssumedLifetime;
        return (token, time.GetUtcNow() + lifetime - Margin);
    }

    private static McpErrorException Failure(UpstreamConfig upstream, UpstreamTokenExchange wanted, string what) =>
        new(ErrorCodes.UpstreamUnavailable, $"The server '{upstream.Name}' cannot be called on your behalf: the issuer '{wanted.Issuer}' {what}.");

    /// <summary>What one token was exchanged for, by upstream; many who want the same wait for one exchange.</summary>
    private sealed class Exchanged
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, Task<(string Token, DateTimeOffset Until)>> tokens = new(StringComparer.Ordinal);

        public async Task<string> GetAsync(string upstream, Func<Task<(string Token, DateTimeOffset Until)>> exchange, TimeProvider time)
        {
            Task<(string Token, DateTimeOffset Until)> exchanging;
            lock (gate)
            {
                if (!tokens.TryGetValue(upstream, out exchanging!) || exchanging.IsFaulted || (exchanging.IsCompletedSuccessfully && exchanging.Result.Until <= time.GetUtcNow()))
                {
                    tokens[upstream] = exchanging = exchange();
                }
            }

            return (await exchanging).Token;
        }
    }
}
