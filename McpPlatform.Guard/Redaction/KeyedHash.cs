using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>
/// The first 64 bits of HMAC-SHA256: the same data gives the same text, so that it can be counted and joined, and nobody without the key can
/// try what it was: <c>[email:3f9a1c0b7d24e658]</c>.
/// </summary>
/// <param name="key">The tenant's key, 32 bytes or more.</param>
public sealed class KeyedHash(ReadOnlyMemory<byte> key) : IReplacement
{
    private const int ShownBytes = 8;

    /// <inheritdoc/>
    public void Write(Detector detector, ReadOnlySpan<byte> data, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(detector);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, data, hash);
        Encoding.UTF8.GetBytes($"[{detector.Id}:{Convert.ToHexStringLower(hash[..ShownBytes])}]", to);
    }
}
