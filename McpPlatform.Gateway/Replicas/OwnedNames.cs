using System.Buffers.Text;
using System.Security.Cryptography;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Gateway.Replicas;

/// <summary>This gateway among its replicas.</summary>
/// <param name="Id">A new one with each start: what a former process held is gone with it.</param>
internal sealed record ThisReplica(Guid Id);

/// <summary>What a name stands for; a name of one kind is none of another.</summary>
internal enum OwnedKind
{
    Session,
    State,
}

/// <summary>
/// Names that nobody guesses and that say which replica holds what they stand for: <c>version (1) | owner (16) | random (23) | HMAC-SHA256 (32)</c> in
/// base64url. All replicas share the key; whoever else makes or alters a name is found out.
/// </summary>
internal sealed class OwnedNames(IDerivedKeys keys, ThisReplica self)
{
    private const byte Version = 1;
    private const int OwnerBytes = 16;
    private const int SignedBytes = 1 + OwnerBytes + 23;
    private const int NameBytes = SignedBytes + HMACSHA256.HashSizeInBytes;

    // No character of a name of this length has bits to spare, so that it is written in one way only.
    private const int NameLength = NameBytes / 3 * 4;

    private readonly Lazy<byte[]> sessions = new(() => keys.For("session ids"));
    private readonly Lazy<byte[]> states = new(() => keys.For("names of parked calls"));

    /// <summary>A new name of something this gateway holds.</summary>
    public string New(OwnedKind kind)
    {
        Span<byte> name = stackalloc byte[NameBytes];
        name[0] = Version;
        self.Id.TryWriteBytes(name[1..], bigEndian: true, out _);
        RandomNumberGenerator.Fill(name[(1 + OwnerBytes)..SignedBytes]);
        HMACSHA256.HashData(KeyOf(kind), name[..SignedBytes], name[SignedBytes..]);
        return Base64Url.EncodeToString(name);
    }

    /// <summary>The other replica that gave a name; <see langword="null"/> where this gateway did, or none.</summary>
    public Guid? OtherOwnerOf(OwnedKind kind, string text)
    {
        Span<byte> name = stackalloc byte[NameBytes];
        if (text.Length != NameLength || !Base64Url.TryDecodeFromChars(text, name, out var length) || length != NameBytes || name[0] != Version)
        {
            return null;
        }

        var owner = new Guid(name.Slice(1, OwnerBytes), bigEndian: true);
        return owner != self.Id && IsSigned(KeyOf(kind), name) ? owner : null;
    }

    private static bool IsSigned(byte[] key, ReadOnlySpan<byte> name)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, name[..SignedBytes], expected);
        return CryptographicOperations.FixedTimeEquals(expected, name[SignedBytes..]);
    }

    private byte[] KeyOf(OwnedKind kind) => kind == OwnedKind.Session ? sessions.Value : states.Value;
}
