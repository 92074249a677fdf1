using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity;

/// <summary>
/// Tokens that were verified, so that a call costs a hash and no signature check. One is good until its end, and no longer than the issuer lists the
/// keys it was verified with, nor than the issuer's word about it holds.
/// </summary>
internal sealed class RecognisedTokens(TimeProvider time)
{
    private const int MaxEntries = 10_000;
    private readonly ConcurrentDictionary<Hash, Entry> entries = new();

    /// <summary>Whom a token stands for, and the thumbprint of the certificate it is bound to; <see langword="null"/> where it has to be verified.</summary>
    public RecognisedToken? Find(string token)
    {
        if (!entries.TryGetValue(Hash.Of(token), out var entry))
        {
            return null;
        }

        // Asking for the keys also has them looked after when they are old.
        return time.GetUtcNow() < entry.GoodUntil && (entry.Keys is null || ReferenceEquals(entry.Issuer.Keys.Known, entry.Keys)) ? entry.Token : null;
    }

    /// <summary>Keeps a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="token">Whom it stands for.</param>
    /// <param name="issuer">Whose it is.</param>
    /// <param name="keys">With which keys it was verified; <see langword="null"/> where the issuer was asked instead.</param>
    /// <param name="goodUntil">For how long it needs no verifying.</param>
    public void Keep(string text, RecognisedToken token, Issuer issuer, KeySet? keys, DateTimeOffset goodUntil)
    {
        if (entries.Count >= MaxEntries)
        {
            entries.Clear();
        }

        entries[Hash.Of(text)] = new Entry(token, issuer, keys, goodUntil);
    }

    private sealed record Entry(RecognisedToken Token, Issuer Issuer, KeySet? Keys, DateTimeOffset GoodUntil);

    private readonly record struct Hash(UInt128 Left, UInt128 Right)
    {
        public static Hash Of(string token)
        {
            Span<byte> text = stackalloc byte[SignedToken.MaxLength];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(text[..Encoding.ASCII.GetBytes(token, text)], hash);
            return MemoryMarshal.Read<Hash>(hash);
        }
    }
}

/// <summary>A token that was verified.</summary>
/// <param name="Principal">Whom it stands for.</param>
/// <param name="Thumbprint">SHA-256 of the certificate it is bound to (RFC 8705), in base64url; <see langword="null"/> for none.</param>
internal sealed record RecognisedToken(Principal Principal, string? Thumbprint);
