using System.Security.Cryptography;
using System.Text.Json;

namespace McpPlatform.Guard.Tokens;

/// <summary>The public keys of one issuer (a JWK set, RFC 7517). Tokens choose among them by key id, and never bring their own.</summary>
public sealed class KeySet
{
    private const int MostKeys = 100;
    private readonly IReadOnlyList<VerificationKey> keys;

    private KeySet(IReadOnlyList<VerificationKey> keys, byte[] digest) => (this.keys, Digest) = (keys, digest);

    /// <summary>How many of its keys can be used.</summary>
    public int Count => keys.Count;

    /// <summary>The same for sets of the same text.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>Reads a set. Keys of types not known here, of other purposes, too weak or broken are left out, so that none of them hides the others.</summary>
    /// <param name="json">UTF-8.</param>
    /// <returns>The set; <see langword="null"/> where it is none.</returns>
    public static KeySet? Read(ReadOnlyMemory<byte> json) =>
        StrictJson.ReadObject(json) is { } set && set.TryGetProperty("keys", out var listed) && listed.ValueKind == JsonValueKind.Array
            && listed.GetArrayLength() <= MostKeys
            ? new KeySet([.. listed.EnumerateArray().Select(VerificationKey.Read).OfType<VerificationKey>()], SHA256.HashData(json.Span))
            : null;

    /// <summary>Checks a token's signature.</summary>
    /// <param name="token">The token.</param>
    /// <param name="allowed">Names of the algorithms that the issuer may use.</param>
    /// <returns>What is wrong; <see langword="null"/> for nothing.</returns>
    public TokenProblem? Check(SignedToken token, IReadOnlyCollection<string> allowed)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(allowed);
        if (TokenAlgorithm.Find(token.Algorithm) is not { } algorithm || !allowed.Contains(algorithm.Name))
        {
            return new TokenProblem(TokenFault.Algorithm, "The token is signed with an algorithm that is not accepted.");
        }

        var named = keys.Where(k => k.Id == token.KeyId).ToList();
        if (named.Count == 0)
        {
            return new TokenProblem(TokenFault.UnknownKey, "The token is signed with a key that its issuer does not list.");
        }

        return named.Find(k => k.Serves(algorithm)) is not { } key
            ? new TokenProblem(TokenFault.Algorithm, "The token's algorithm does not fit the key it names.")
            : key.Verify(algorithm, token.SignedBytes, token.Signature) ? null
            : new TokenProblem(TokenFault.Signature, "The token's signature is not valid.");
    }
}
