using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>
/// The first 64 bits of HMAC-SHA256: the same data gives the same text, so that it can be counted and joined, and nobody without the key can
/// try what it was: <c>[email:dplbmabmhneceofi]</c>, the digits of hexadecimal as <c>a</c> to <c>p</c>, so that nobody takes them for a number.
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
        Encoding.UTF8.GetBytes($"[{detector.Id}:{Spell(hash[..ShownBytes])}]", to);
    }

    private static string Spell(ReadOnlySpan<byte> hash)
    {
        Span<char> letters = stackalloc char[2 * ShownBytes];
        for (var i = 0; i < hash.Length; i++)
        {
            letters[2 * i] = (char)('a' + (hash[i] >> 4));
            letters[(2 * i) + 1] = (char)('a' + (hash[i] & 0xF));
        }

        return new string(letters);
    }
}
