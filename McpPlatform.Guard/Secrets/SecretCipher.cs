using System.Security.Cryptography;
using System.Text;

namespace McpPlatform.Guard.Secrets;

/// <summary>
/// AES-256-GCM over a secret's value: <c>format (1) | nonce (12) | tag (16) | ciphertext</c>. Tenant and name are authenticated with it, so
/// that a ciphertext moved to another row does not open; the version is not, so that a vault may number as it likes.
/// </summary>
internal static class SecretCipher
{
    private const byte Format = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes + TagBytes;

    public static byte[] Encrypt(byte[] key, string tenant, string name, string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        try
        {
            var result = new byte[HeadBytes + plain.Length];
            result[0] = Format;
            RandomNumberGenerator.Fill(result.AsSpan(1, NonceBytes));
            using var aes = new AesGcm(key, TagBytes);
            aes.Encrypt(
                result.AsSpan(1, NonceBytes), plain, result.AsSpan(HeadBytes), result.AsSpan(1 + NonceBytes, TagBytes), Bound(tenant, name));
            return result;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="CryptographicException">Another key, another owner, or changed bytes.</exception>
    public static string Decrypt(byte[] key, string tenant, string name, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length < HeadBytes || ciphertext[0] != Format)
        {
            throw new CryptographicException("The ciphertext has an unknown format.");
        }

        var plain = new byte[ciphertext.Length - HeadBytes];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(
                ciphertext.Slice(1, NonceBytes), ciphertext[HeadBytes..], ciphertext.Slice(1 + NonceBytes, TagBytes), plain, Bound(tenant, name));
            return Encoding.UTF8.GetString(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    // The length in front keeps ("ab", "c") and ("a", "bc") apart.
    private static byte[] Bound(string tenant, string name) => Encoding.UTF8.GetBytes($"{tenant.Length}:{tenant}/{name}");
}
