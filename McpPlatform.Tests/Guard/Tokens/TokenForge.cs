using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Guard.Tokens;

/// <summary>Makes keys, and tokens of any kind, good and forged.</summary>
internal sealed class TokenForge : IDisposable
{
    public RSA Rsa { get; } = RSA.Create(2_048);

    public ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        Rsa.Dispose();
        Ec.Dispose();
    }

    /// <summary>The set with the RSA key under the id <c>r</c> and the EC key under the id <c>e</c>.</summary>
    public JsonObject KeySet() => new() { ["keys"] = new JsonArray(Jwk("r", Rsa), Jwk("e", Ec)) };

    public static JsonObject Jwk(string id, RSA rsa, string? algorithm = null)
    {
        var p = rsa.ExportParameters(false);
        var key = new JsonObject { ["kty"] = "RSA", ["kid"] = id, ["use"] = "sig", ["n"] = Text(p.Modulus!), ["e"] = Text(p.Exponent!) };
        return With(key, algorithm);
    }

    public static JsonObject Jwk(string id, ECDsa ec, string curve = "P-256", string? algorithm = null)
    {
        var p = ec.ExportParameters(false);
        var key = new JsonObject { ["kty"] = "EC", ["kid"] = id, ["use"] = "sig", ["crv"] = curve, ["x"] = Text(p.Q.X!), ["y"] = Text(p.Q.Y!) };
        return With(key, algorithm);
    }

    public static JsonObject Header(string algorithm, string keyId) => new() { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = keyId };

    /// <summary>A token signed with one of the two keys, by what the header says.</summary>
    public string Sign(JsonObject header, JsonObject claims) => Sign(header.ToJsonString(), claims.ToJsonString(), (string?)header["alg"] ?? "");

    public string Sign(string header, string claims, string algorithm)
    {
        var signed = $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Text(SignatureOf(Encoding.ASCII.GetBytes(signed), algorithm))}";
    }

    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);

    private byte[] SignatureOf(byte[] signed, string algorithm) => algorithm switch
    {
        "RS256" => Rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "RS384" => Rsa.SignData(signed, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        "RS512" => Rsa.SignData(signed, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        "PS256" => Rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "PS384" => Rsa.SignData(signed, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        "PS512" => Rsa.SignData(signed, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        "ES256" => Ec.SignData(signed, HashAlgorithmName.SHA256),

        // The classic: what is public taken for a shared secret.
        "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem()), signed),
        _ => [],
    };

    private static JsonObject With(JsonObject key, string? algorithm)
    {
        if (algorithm is not null)
        {
            key["alg"] = algorithm;
        }

        return key;
    }
}
