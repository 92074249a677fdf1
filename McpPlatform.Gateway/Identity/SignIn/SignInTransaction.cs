using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpPlatform.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Identity.SignIn;

/// <summary>What is remembered of a sign-in between its beginning and the provider's answer. The browser keeps it, sealed, so that any replica can go on.</summary>
/// <param name="Issuer">Name of the issuer.</param>
/// <param name="Callback">Where the browser comes back to.</param>
/// <param name="State">What the answer has to repeat: it belongs to this browser.</param>
/// <param name="Nonce">What the ID token has to repeat: it belongs to this sign-in.</param>
/// <param name="Verifier">What the code is bound to (RFC 7636).</param>
/// <param name="Expires">When it ends, in seconds since 1970.</param>
internal sealed record SignInTransaction(string Issuer, string Callback, string State, string Nonce, string Verifier, long Expires)
{
    /// <summary>The challenge that goes with <see cref="Verifier"/>.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static SignInTransaction New(string issuer, string callback, DateTimeOffset until) =>
        new(issuer, callback, Random(), Random(), Random(), until.ToUnixTimeSeconds());

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}

/// <summary>Seals transactions (AES-256-GCM) with a key that all replicas of the gateway share and nobody else has.</summary>
internal sealed class TransactionSeal(IOptions<PlatformOptions> options, TimeProvider time)
{
    private const int MaxLength = 4_096;
    private readonly byte[] key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Convert.FromBase64String(options.Value.InternalKey), 32, info: "mcpplatform sign-in transaction"u8.ToArray());

    public string Seal(SignInTransaction transaction)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(transaction);
        var sealedBytes = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + plain.Length];
        var (nonce, tag, body) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var cipher = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        cipher.Encrypt(nonce.Span, plain, body.Span, tag.Span);
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>Opens a transaction; <see langword="null"/> where it was not sealed here, or is over.</summary>
    public SignInTransaction? Open(string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text, out var length) || length <= AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize)
        {
            return null;
        }

        var (nonce, tag, body) = Parts(Base64Url.DecodeFromChars(text));
        var plain = new byte[body.Length];
        try
        {
            using var cipher = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
            cipher.Decrypt(nonce.Span, body.Span, tag.Span, plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        var transaction = JsonSerializer.Deserialize<SignInTransaction>(plain)!;
        return transaction.Expires > time.GetUtcNow().ToUnixTimeSeconds() ? transaction : null;
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Body) Parts(byte[] bytes)
    {
        var nonce = AesGcm.NonceByteSizes.MaxSize;
        var tag = AesGcm.TagByteSizes.MaxSize;
        return (bytes.AsMemory(0, nonce), bytes.AsMemory(nonce, tag), bytes.AsMemory(nonce + tag));
    }
}
