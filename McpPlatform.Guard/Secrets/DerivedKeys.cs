using System.Security.Cryptography;
using System.Text;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Guard.Secrets;

/// <summary>Derives keys from the key file.</summary>
internal sealed class DerivedKeys(SecretKeyFile keyFile) : IDerivedKeys
{
    private const int KeyBytes = 32;

    public byte[] For(string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, keyFile.Key(), KeyBytes, info: Encoding.UTF8.GetBytes($"mcp-platform {purpose}"));
    }
}
