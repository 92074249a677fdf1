using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace McpPlatform.Core.Identity;

/// <summary>How keys and one-time tokens look, and what is kept of them: a key has 256 random bits, so that plain SHA-256 hides it.</summary>
public static class ApiKey
{
    /// <summary>What a key begins with, so that people and scanners recognise one.</summary>
    public const string Prefix = "mcpp_";

    /// <summary>What a one-time sign-in token begins with.</summary>
    public const string TokenPrefix = "mcps_";

    /// <summary>What the token of an invitation begins with.</summary>
    public const string InvitationPrefix = "mcpi_";

    /// <summary>What a refresh token begins with.</summary>
    public const string RefreshPrefix = "mcpr_";

    private const int RandomBytes = 32;
    private const int MostOnStack = 256;

    /// <summary>A new key.</summary>
    public static string Create() => Prefix + Random();

    /// <summary>A new one-time token.</summary>
    public static string CreateToken() => TokenPrefix + Random();

    /// <summary>A new token of an invitation.</summary>
    public static string CreateInvitation() => InvitationPrefix + Random();

    /// <summary>A new refresh token.</summary>
    public static string CreateRefreshToken() => RefreshPrefix + Random();

    /// <summary>Whether a text may be a key at all.</summary>
    /// <param name="text">The text.</param>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => IsWellFormed(text, Prefix);

    /// <summary>Whether a text may be a one-time token at all.</summary>
    /// <param name="text">The text.</param>
    public static bool IsWellFormedToken(ReadOnlySpan<char> text) => IsWellFormed(text, TokenPrefix);

    /// <summary>Whether a text may be the token of an invitation at all.</summary>
    /// <param name="text">The text.</param>
    public static bool IsWellFormedInvitation(ReadOnlySpan<char> text) => IsWellFormed(text, InvitationPrefix);

    /// <summary>Whether a text may be a refresh token at all.</summary>
    /// <param name="text">The text.</param>
    public static bool IsWellFormedRefreshToken(ReadOnlySpan<char> text) => IsWellFormed(text, RefreshPrefix);

    /// <summary>What is kept of a key or token.</summary>
    /// <param name="key">The key or token.</param>
    public static byte[] Hash(ReadOnlySpan<char> key)
    {
        var length = Encoding.UTF8.GetByteCount(key);
        var bytes = length <= MostOnStack ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(key, bytes);
        return SHA256.HashData(bytes);
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    private static bool IsWellFormed(ReadOnlySpan<char> text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && text.Length == prefix.Length + Base64Url.GetEncodedLength(RandomBytes)
        && Base64Url.IsValid(text[prefix.Length..]);
}
