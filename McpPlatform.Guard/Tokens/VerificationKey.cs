using System.Security.Cryptography;
using System.Text.Json;

namespace McpPlatform.Guard.Tokens;

/// <summary>A public key of an issuer (RFC 7517), good for the algorithms that fit its type and nothing else.</summary>
internal abstract class VerificationKey(string id, string? algorithm)
{
    public string Id => id;

    /// <summary>Reads a key that verifies signatures.</summary>
    /// <returns>The key; <see langword="null"/> where it serves another purpose, is of a type not known here, too weak, or broken.</returns>
    public static VerificationKey? Read(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || StrictJson.Text(key, "kid") is not { Length: > 0 } id || !IsForVerifying(key))
        {
            return null;
        }

        var algorithm = StrictJson.Text(key, "alg");
        try
        {
            return StrictJson.Text(key, "kty") switch
            {
                "RSA" => RsaKey.Read(id, algorithm, Bytes(key, "n"), Bytes(key, "e")),
                "EC" => EcKey.Read(id, algorithm, StrictJson.Text(key, "crv"), Bytes(key, "x"), Bytes(key, "y")),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the key is meant for an algorithm.</summary>
    public bool Serves(TokenAlgorithm wanted) => (algorithm is null || algorithm == wanted.Name) && Fits(wanted);

    /// <summary>Whether a signature is this key's.</summary>
    public abstract bool Verify(TokenAlgorithm by, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);

    protected abstract bool Fits(TokenAlgorithm wanted);

    private static bool IsForVerifying(JsonElement key) =>
        StrictJson.Text(key, "use") is null or "sig" && (!key.TryGetProperty("key_ops", out var uses) || StrictJson.Texts(uses).Contains("verify"));

    private static byte[] Bytes(JsonElement key, string name) =>
        StrictJson.Text(key, name) is { } text ? SignedToken.Decode(text) ?? [] : [];

    private sealed class RsaKey(string id, string? algorithm, RSAParameters parameters) : VerificationKey(id, algorithm)
    {
        private const int LeastBits = 2_048;

        // Larger ones make verifying a way to keep the gateway busy.
        private const int MostBits = 8_192;

        public static RsaKey? Read(string id, string? algorithm, byte[] modulus, byte[] exponent)
        {
            // 3 to 2^32, as all there are; even ones are broken.
            if (exponent.Length is 0 or > 4 || exponent[^1] % 2 == 0 || exponent is [1])
            {
                return null;
            }

            var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
            using var rsa = RSA.Create(parameters);
            return rsa.KeySize is >= LeastBits and <= MostBits && modulus[0] != 0 ? new RsaKey(id, algorithm, parameters) : null;
        }

        public override bool Verify(TokenAlgorithm by, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
        {
            // Instances are not made for many threads at once.
            using var rsa = RSA.Create(parameters);
            return signature.Length == (rsa.KeySize + 7) / 8 && rsa.VerifyData(signed, signature, by.Hash, by.Padding!);
        }

        protected override bool Fits(TokenAlgorithm wanted) => wanted.Padding is not null;
    }

    private sealed class EcKey(string id, string? algorithm, string curve, ECParameters parameters) : VerificationKey(id, algorithm)
    {
        public static EcKey? Read(string id, string? algorithm, string? curve, byte[] x, byte[] y)
        {
            ECCurve? named = curve switch
            {
                "P-256" => ECCurve.NamedCurves.nistP256,
                "P-384" => ECCurve.NamedCurves.nistP384,
                "P-521" => ECCurve.NamedCurves.nistP521,
                _ => null,
            };
            if (named is null)
            {
                return null;
            }

            // A point that is not on the curve is refused here.
            var parameters = new ECParameters { Curve = named.Value, Q = new ECPoint { X = x, Y = y } };
            using var key = ECDsa.Create(parameters);
            return new EcKey(id, algorithm, curve!, parameters);
        }

        public override bool Verify(TokenAlgorithm by, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
        {
            using var key = ECDsa.Create(parameters);
            return signature.Length == 2 * parameters.Q.X!.Length
                && key.VerifyData(signed, signature, by.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        protected override bool Fits(TokenAlgorithm wanted) => wanted.Curve == curve;
    }
}
