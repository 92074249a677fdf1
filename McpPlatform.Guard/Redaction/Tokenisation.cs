using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>
/// A token that the tenant's key turns back into the data: <c>[email:tok_…]</c>. AES-256-GCM under a nonce made of the data, so that the same data
/// gives the same token and nothing has to be kept.
/// </summary>
public sealed class Tokenisation : IReplacement, IDisposable
{
    private const string Mark = ":tok_";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int MostBytes = 65_536;
    private readonly byte[] nonceKey;
    private readonly AesGcm cipher;

    /// <summary>Prepares it.</summary>
    /// <param name="key">The tenant's key, 32 bytes or more.</param>
    public Tokenisation(ReadOnlySpan<byte> key)
    {
        nonceKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.ToArray(), 32, info: "mcp-platform token nonce"u8.ToArray());
        cipher = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.ToArray(), 32, info: "mcp-platform token cipher"u8.ToArray()), TagBytes);
    }

    /// <inheritdoc/>
    public void Dispose() => cipher.Dispose();

    /// <inheritdoc/>
    public void Write(Detector detector, ReadOnlySpan<byte> data, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(detector);
        var box = new byte[NonceBytes + data.Length + TagBytes];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(nonceKey, data, hash);
        hash[..NonceBytes].CopyTo(box);
        cipher.Encrypt(box.AsSpan(0, NonceBytes), data, box.AsSpan(NonceBytes, data.Length), box.AsSpan(NonceBytes + data.Length), Encoding.UTF8.GetBytes(detector.Id));
        Encoding.UTF8.GetBytes($"[{detector.Id}{Mark}{Base64Url.EncodeToString(box)}]", to);
    }

    /// <summary>Turns a token back into the data.</summary>
    /// <param name="token">The token, with its brackets.</param>
    /// <param name="data">The data; <see langword="null"/> when it is no token of this key.</param>
    public bool TryRestore(string? token, [NotNullWhen(true)] out string? data)
    {
        data = null;
        if (token is null || token.Length > MostBytes * 2 || !token.StartsWith('[') || !token.EndsWith(']') || token.IndexOf(Mark, StringComparison.Ordinal) is var mark && mark < 2)
        {
            return false;
        }

        var text = token.AsSpan(mark + Mark.Length)[..^1];
        if (!Base64Url.IsValid(text))
        {
            return false;
        }

        var box = Base64Url.DecodeFromChars(text);
        return box.Length >= NonceBytes + TagBytes && TryOpen(token[1..mark], box, out data);
    }

    /// <summary>Whether a finding lies in a token of this key: what was replaced before is not replaced again.</summary>
    internal bool IsWithin(ReadOnlySpan<byte> text, Finding finding)
    {
        var from = Math.Max(0, finding.Start - MostBytes);
        var open = text[from..finding.Start].LastIndexOf((byte)'[');
        var close = open < 0 ? -1 : text[(finding.End - 1)..Math.Min(text.Length, finding.End + MostBytes)].IndexOf((byte)']');
        return close >= 0 && text[(from + open)..(finding.End + close)] is var token && token.IndexOf(":tok_"u8) > 0 && TryRestore(Encoding.UTF8.GetString(token), out _);
    }

    private bool TryOpen(string detector, byte[] box, [NotNullWhen(true)] out string? data)
    {
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        try
        {
            cipher.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), plain, Encoding.UTF8.GetBytes(detector));
            data = Encoding.UTF8.GetString(plain);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            data = null;
            return false;
        }
    }
}
