using System.Text.Json;
using McpPlatform.Core;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity;

/// <summary>Asks an issuer whether a token is still good (RFC 7662), for tokens that only it can read and for those that it may have revoked.</summary>
internal sealed class Introspection(TimeProvider time) : IDisposable
{
    public static readonly TokenProblem NotActive = new(TokenFault.Expired, "The token was revoked or has expired.");

    // Whoever sends nonsense makes the gateway ask; it asks no more than so many at once.
    private const int MostAtOnce = 32;
    private readonly SemaphoreSlim places = new(MostAtOnce);

    /// <summary>What the issuer says of a token; <see langword="null"/> where it is not good.</summary>
    /// <exception cref="PeerException">The issuer cannot be reached, or does not answer the gateway.</exception>
    public async Task<JsonElement?> AskAsync(Issuer issuer, string token, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            var form = new Dictionary<string, string> { ["token"] = token, ["token_type_hint"] = "access_token" };
            var (ok, answer) = await issuer.PostAsync(metadata => metadata.Introspection, form, cancellationToken);
            return !ok ? throw IssuerHttp.Failure(issuer.Name, "refuses to say whether a token is good")
                : answer.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.True && EndOf(answer) > time.GetUtcNow() ? answer
                : null;
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Whether a token that only the issuer can read is meant for this gateway.</summary>
    /// <returns>What is wrong; <see langword="null"/> for nothing.</returns>
    public static TokenProblem? Check(Issuer issuer, JsonElement answer, IReadOnlyCollection<string> audiences)
    {
        if (StrictJson.Text(answer, "iss") is { } address && address != issuer.Options.Address)
        {
            return new TokenProblem(TokenFault.Issuer, "The token comes from an issuer that is not trusted.");
        }

        // A refresh token is active as well.
        return !string.Equals(StrictJson.Text(answer, "token_type") ?? "Bearer", "Bearer", StringComparison.OrdinalIgnoreCase)
            ? new TokenProblem(TokenFault.Type, "The token is no access token.")
            : StrictJson.Texts(answer, "aud").Intersect(audiences, StringComparer.Ordinal).Any() ? null
            : new TokenProblem(TokenFault.Audience, "The token is meant for another audience ('aud').");
    }

    /// <summary>When a token ends, as far as its issuer says.</summary>
    public static DateTimeOffset EndOf(JsonElement answer) =>
        answer.TryGetProperty("exp", out var end) && end.ValueKind == JsonValueKind.Number && end.TryGetInt64(out var seconds) && seconds is >= 0 and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MaxValue;

    public void Dispose() => places.Dispose();
}
