using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>The short-lived signed statement with which the Gateway tells a Worker on whose behalf it asks: <c>payload.signature</c>, HMAC-SHA256.</summary>
/// <param name="key">The shared key, at least 32 bytes.</param>
/// <param name="time">The clock.</param>
public sealed class PrincipalAssertion(byte[] key, TimeProvider time)
{
    /// <summary>Scheme of the <c>Authorization</c> header that carries it.</summary>
    public const string Scheme = "Assertion";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly byte[] key = key.Length >= 32 ? key : throw new ArgumentException("The key must have at least 32 bytes.", nameof(key));

    /// <summary>Signs a statement that is good for a minute.</summary>
    /// <param name="principal">Who.</param>
    public string Sign(Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        var claims = new Claims(
            principal.Tenant, principal.Id, principal.Name, principal.Kind, principal.Scopes, principal.Roles, (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        var payload = JsonSerializer.SerializeToUtf8Bytes(claims);
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, payload))}";
    }

    /// <summary>Reads a statement.</summary>
    /// <param name="token">The statement.</param>
    /// <returns>Who; <see langword="null"/> when it is malformed, forged or expired.</returns>
    public Principal? Verify(string? token)
    {
        if (token?.Split('.') is not [var left, var right] || !Base64Url.IsValid(left) || !Base64Url.IsValid(right))
        {
            return null;
        }

        var payload = Base64Url.DecodeFromChars(left);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, payload), Base64Url.DecodeFromChars(right)))
        {
            return null;
        }

        var claims = JsonSerializer.Deserialize<Claims>(payload)!;
        return claims.Expires < time.GetUtcNow().ToUnixTimeSeconds()
            ? null
            : new Principal(claims.Tenant, claims.Id, claims.Name, claims.Kind, claims.Scopes) { Roles = claims.Roles };
    }

    private sealed record Claims(
        string Tenant, string Id, string Name, PrincipalKind Kind, IReadOnlyList<Scope> Scopes, IReadOnlyList<Role> Roles, long Expires);
}
