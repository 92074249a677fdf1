using System.Text.Json;

namespace McpPlatform.Guard.Tokens;

/// <summary>What is asked of a token beside its signature (RFC 7519, RFC 8725, RFC 9068).</summary>
/// <param name="Issuer">What <c>iss</c> must be, character by character.</param>
/// <param name="Audiences">Of these, <c>aud</c> must name one.</param>
/// <param name="Purpose">What it must have been made for.</param>
/// <param name="ClockSkew">How far the issuer's clock may be off.</param>
public sealed record TokenRules(string Issuer, IReadOnlyCollection<string> Audiences, TokenPurpose Purpose, TimeSpan ClockSkew)
{
    // 'at+jwt' by RFC 9068, and what was written before it.
    private static readonly string[] AccessTypes = ["at+jwt", "JWT"];
    private static readonly string[] IdTypes = ["JWT", ""];

    // What OpenID Connect puts into ID tokens and nobody into access tokens.
    private static readonly string[] OfIdTokens = ["nonce", "at_hash", "c_hash", "s_hash"];

    // The last second that dates here can express.
    private const double LastSecond = 253_402_300_799;

    /// <summary>Checks a token whose signature was checked.</summary>
    /// <param name="token">The token.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is wrong; <see langword="null"/> for nothing.</returns>
    public TokenProblem? Check(SignedToken token, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(token);
        return CheckPurpose(token) ?? CheckTimes(token.Claims, now);
    }

    /// <summary>When a token ends that passed.</summary>
    /// <param name="token">The token.</param>
    public static DateTimeOffset EndOf(SignedToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Time(token.Claims, "exp", out var end) ? end : throw new ArgumentException("The token has no end.", nameof(token));
    }

    private TokenProblem? CheckPurpose(SignedToken token)
    {
        var isAccess = Purpose == TokenPurpose.Access;
        if (!(isAccess ? AccessTypes : IdTypes).Contains(token.Type, StringComparer.OrdinalIgnoreCase))
        {
            return new TokenProblem(TokenFault.Type, $"The token's type ('typ') is not that of an {(isAccess ? "access" : "ID")} token.");
        }

        if (isAccess && Array.Exists(OfIdTokens, name => token.Claims.TryGetProperty(name, out _)))
        {
            return new TokenProblem(TokenFault.Type, "The token is an ID token. Send the access token.");
        }

        if (token.Issuer != Issuer)
        {
            return new TokenProblem(TokenFault.Issuer, "The token comes from an issuer that is not trusted.");
        }

        return StrictJson.Texts(token.Claims, "aud").Intersect(Audiences, StringComparer.Ordinal).Any()
            ? null
            : new TokenProblem(TokenFault.Audience, "The token is meant for another audience ('aud').");
    }

    private TokenProblem? CheckTimes(JsonElement claims, DateTimeOffset now)
    {
        if (!Time(claims, "exp", out var end))
        {
            return new TokenProblem(TokenFault.Claims, "The token does not say when it ends ('exp').");
        }

        if (now - ClockSkew >= end)
        {
            return new TokenProblem(TokenFault.Expired, "The token has expired.");
        }

        foreach (var name in (string[])["nbf", "iat"])
        {
            if (!claims.TryGetProperty(name, out _))
            {
                continue;
            }

            if (!Time(claims, name, out var begin))
            {
                return new TokenProblem(TokenFault.Claims, $"The token's claim '{name}' is no time.");
            }

            if (now + ClockSkew < begin)
            {
                return new TokenProblem(TokenFault.NotYet, "The token is not valid yet.");
            }
        }

        return null;
    }

    private static bool Time(JsonElement claims, string name, out DateTimeOffset time)
    {
        time = default;
        if (!claims.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number
            || !value.TryGetDouble(out var seconds) || seconds is not (>= 0 and <= LastSecond))
        {
            return false;
        }

        time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }
}

/// <summary>What a token is made for.</summary>
public enum TokenPurpose
{
    /// <summary>To be sent to a resource with each request.</summary>
    Access,

    /// <summary>To tell a client who signed in (OpenID Connect).</summary>
    SignIn,
}
