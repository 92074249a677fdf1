using System.Security.Cryptography;

namespace McpPlatform.Guard.Tokens;

/// <summary>
/// An algorithm by which tokens may be signed (RFC 7518). There are no others: <c>none</c> signs nothing, and a secret shared with an issuer
/// (<c>HS256</c>) could forge what it verifies. EdDSA will follow when .NET has it.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="KeyType">The type of its keys, <c>RSA</c> or <c>EC</c>.</param>
/// <param name="Hash">What is signed of the bytes.</param>
public sealed record TokenAlgorithm(string Name, string KeyType, HashAlgorithmName Hash)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<TokenAlgorithm> All { get; } =
    [
        Rsa("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        Rsa("RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        Rsa("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        Rsa("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        Rsa("PS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        Rsa("PS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        Ec("ES256", HashAlgorithmName.SHA256, "P-256"),
        Ec("ES384", HashAlgorithmName.SHA384, "P-384"),
        Ec("ES512", HashAlgorithmName.SHA512, "P-521"),
    ];

    /// <summary>How RSA pads; <see langword="null"/> for other types.</summary>
    internal RSASignaturePadding? Padding { get; private init; }

    /// <summary>The curve of EC keys; <see langword="null"/> for other types.</summary>
    internal string? Curve { get; private init; }

    /// <summary>Finds one by its name, which is exact.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The algorithm; <see langword="null"/> where there is none.</returns>
    public static TokenAlgorithm? Find(string name) => All.FirstOrDefault(a => a.Name == name);

    private static TokenAlgorithm Rsa(string name, HashAlgorithmName hash, RSASignaturePadding padding) => new(name, "RSA", hash) { Padding = padding };

    private static TokenAlgorithm Ec(string name, HashAlgorithmName hash, string curve) => new(name, "EC", hash) { Curve = curve };
}
