using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace McpPlatform.Guard.Tokens;

/// <summary>
/// A JSON Web Token in the compact form (RFC 7519, RFC 7515), taken apart. Nothing in it is true before <see cref="TokenRules"/> and a
/// <see cref="KeySet"/> say so.
/// </summary>
public sealed class SignedToken
{
    /// <summary>Longest token in characters.</summary>
    public const int MaxLength = 16_384;

    private const int MaxNameLength = 256;

    private SignedToken(string algorithm, string keyId, string type, JsonElement claims, byte[] signed, byte[] signature)
    {
        (Algorithm, KeyId, Type, Claims) = (algorithm, keyId, type, claims);
        (SignedBytes, Signature) = (signed, signature);
    }

    /// <summary>The header's <c>alg</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The header's <c>kid</c>: the only thing in the token by which a key is chosen.</summary>
    public string KeyId { get; }

    /// <summary>The header's <c>typ</c>, without <c>application/</c> before it; empty for none.</summary>
    public string Type { get; }

    /// <summary>The claims, an object.</summary>
    public JsonElement Claims { get; }

    /// <summary>The claim <c>iss</c>; <see langword="null"/> for none.</summary>
    public string? Issuer => StrictJson.Text(Claims, "iss");

    internal byte[] SignedBytes { get; }

    internal byte[] Signature { get; }

    /// <summary>Whether a text may be a token of this kind at all.</summary>
    /// <param name="text">The text.</param>
    public static bool LooksLikeOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("ey", StringComparison.Ordinal) && text.Contains('.', StringComparison.Ordinal);
    }

    /// <summary>Takes a token apart.</summary>
    /// <param name="text">The token.</param>
    /// <param name="token">The token; <see langword="null"/> where something is wrong.</param>
    /// <returns>What is wrong; <see langword="null"/> for nothing.</returns>
    public static TokenProblem? Read(string text, out SignedToken? token)
    {
        ArgumentNullException.ThrowIfNull(text);
        token = null;
        if (text.Length > MaxLength)
        {
            return new TokenProblem(TokenFault.Malformed, $"The token is longer than {MaxLength} characters.");
        }

        // Five parts would be an encrypted token.
        return text.Split('.', 5) is [var header, var claims, var signature]
            && Decode(header) is { } headerBytes && StrictJson.ReadObject(headerBytes) is { } head
            && Decode(claims) is { } claimBytes && StrictJson.ReadObject(claimBytes) is { } body
            && Decode(signature) is { } proof
            ? Take(text[..(header.Length + 1 + claims.Length)], head, body, proof, out token)
            : new TokenProblem(TokenFault.Malformed, "The token is no signed JSON Web Token in the compact form.");
    }

    // What names a key or a place of keys ('jwk', 'jku', 'x5c', 'x5u') is never looked at: keys come from the issuer alone.
    private static TokenProblem? Take(string signed, JsonElement head, JsonElement body, byte[] signature, out SignedToken? token)
    {
        token = null;
        if (head.TryGetProperty("crit", out _))
        {
            return new TokenProblem(TokenFault.Algorithm, "The token's header has 'crit': it wants what is not understood here.");
        }

        if (StrictJson.Text(head, "alg") is not { Length: > 0 } algorithm)
        {
            return new TokenProblem(TokenFault.Malformed, "The token's header names no algorithm.");
        }

        if (StrictJson.Text(head, "kid") is not { Length: > 0 and <= MaxNameLength } keyId)
        {
            return new TokenProblem(TokenFault.UnknownKey, "The token's header has no key id ('kid').");
        }

        token = new SignedToken(algorithm, keyId, TypeOf(StrictJson.Text(head, "typ") ?? ""), body, Encoding.ASCII.GetBytes(signed), signature);
        return null;
    }

    // RFC 7515, section 4.1.9.
    private static string TypeOf(string type)
    {
        const string prefix = "application/";
        return type.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? type[prefix.Length..] : type;
    }

    // One text for one value: what is padded, broken into lines or ends in stray bits comes out differently when written again.
    internal static byte[]? Decode(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }
}
