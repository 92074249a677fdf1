using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Gateway.Replicas;

/// <summary>Endpoints that take requests which another replica sends on.</summary>
internal sealed record TakesForwarded;

/// <summary>
/// What one replica tells another about who sends the request it sends on: sealed, for that replica, method and path alone, for a minute. The agent's
/// credential stays where it was shown. Each statement has a key of its own: <c>version (1) | salt (16) | tag (16) | AES-256-GCM</c> in base64url.
/// </summary>
internal sealed class ForwardedCallers(IDerivedKeys keys, ThisReplica self, TimeProvider time)
{
    private const string Scheme = "Replica ";
    private const byte Version = 1;
    private const int SaltBytes = 16;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + SaltBytes + TagBytes;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly byte[] Nonce = new byte[12];
    private readonly Lazy<byte[]> key = new(() => keys.For("requests sent on to replicas"));

    /// <summary>Whether a request says that another replica sent it on.</summary>
    public static bool IsForwarded(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>The value of <c>Authorization</c> for a request that is sent on.</summary>
    public string Seal(Principal by, OtherReplica to, string method, string pathAndQuery)
    {
        var token = by.Token is { } bearer ? new Token(bearer.Issuer, bearer.Text, bearer.ExpiresAt) : null;
        var plain = JsonSerializer.SerializeToUtf8Bytes(new Claims(by, token, to.Id, method, pathAndQuery, time.GetUtcNow() + Lifetime));
        var statement = new byte[HeadBytes + plain.Length];
        statement[0] = Version;
        RandomNumberGenerator.Fill(statement.AsSpan(1, SaltBytes));
        using var cipher = CipherOf(statement);
        cipher.Encrypt(Nonce, plain, statement.AsSpan(HeadBytes), statement.AsSpan(1 + SaltBytes, TagBytes));
        return Scheme + Base64Url.EncodeToString(statement);
    }

    /// <summary>Who sends a request that another replica sent on; <see langword="null"/> where no replica said so, not to this one, or too long ago.</summary>
    public Principal? Open(HttpRequest request)
    {
        var text = request.Headers.Authorization.ToString()[Scheme.Length..];
        return Base64Url.IsValid(text, out var length) && length > HeadBytes && Decrypt(Base64Url.DecodeFromChars(text)) is { } claims
            && claims.To == self.Id && claims.Method == request.Method && claims.PathAndQuery == PathAndQueryOf(request) && claims.Until > time.GetUtcNow()
                ? claims.By with { Token = claims.Token is { } token ? new BearerToken(token.Issuer, token.Text, token.ExpiresAt) : null }
                : null;
    }

    public static string PathAndQueryOf(HttpRequest request) => $"{request.PathBase}{request.Path}{request.QueryString}";

    private Claims? Decrypt(byte[] statement)
    {
        if (statement[0] != Version)
        {
            return null;
        }

        var plain = new byte[statement.Length - HeadBytes];
        try
        {
            using var cipher = CipherOf(statement);
            cipher.Decrypt(Nonce, statement.AsSpan(HeadBytes), statement.AsSpan(1 + SaltBytes, TagBytes), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return JsonSerializer.Deserialize<Claims>(plain);
    }

    private AesGcm CipherOf(byte[] statement)
    {
        Span<byte> once = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Value, once, statement.AsSpan(1, SaltBytes), info: []);
        return new AesGcm(once, TagBytes);
    }

    private sealed record Token(string Issuer, string Text, DateTimeOffset ExpiresAt);

    private sealed record Claims(Principal By, Token? Token, Guid To, string Method, string PathAndQuery, DateTimeOffset Until);
}
