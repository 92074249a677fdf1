using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Keeps API keys, one-time sign-in tokens and session keys: only their SHA-256 is stored.</summary>
public interface IKeyStore
{
    /// <summary>Finds who a key stands for; <see langword="null"/> when it is unknown, expired or revoked.</summary>
    /// <param name="keyHash">SHA-256 of the key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<Principal?> FindAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);

    /// <summary>Whether a principal stored with a run or schedule may still act. One whose key was revoked or has expired may not; sessions end without taking anything back.</summary>
    /// <param name="principal">The principal.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<bool> StandsAsync(Principal principal, CancellationToken cancellationToken);

    /// <summary>Stores a key.</summary>
    /// <param name="by">Who makes it.</param>
    /// <param name="key">What it may do.</param>
    /// <param name="keyHash">SHA-256 of the key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<KeyInfo> AddAsync(Principal by, CreateKey key, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);

    /// <summary>Lists keys, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<KeyInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Revokes a key at once.</summary>
    /// <param name="by">Who revokes it.</param>
    /// <param name="id">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was such a key.</returns>
    Task<bool> RevokeAsync(Principal by, Guid id, CancellationToken cancellationToken);

    /// <summary>Revokes the key of a session at once. A key that was made as one stays.</summary>
    /// <param name="by">Who signs out.</param>
    /// <param name="keyHash">SHA-256 of the session's key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task EndSessionAsync(Principal by, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);

    /// <summary>Stores a session key for a person.</summary>
    /// <param name="person">The person.</param>
    /// <param name="sessionHash">SHA-256 of the session key.</param>
    /// <param name="expiresAt">When the session ends.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<KeyInfo> BeginSessionAsync(Principal person, ReadOnlyMemory<byte> sessionHash, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Stores a one-time sign-in token.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="person">Name of the person it signs in.</param>
    /// <param name="scopes">What the person may do.</param>
    /// <param name="tokenHash">SHA-256 of the token.</param>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task AddSignInAsync(
        string tenant, string person, IReadOnlyList<Scope> scopes, ReadOnlyMemory<byte> tokenHash, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Uses a one-time token up and stores a session key for its person, in one transaction.</summary>
    /// <param name="tokenHash">SHA-256 of the token.</param>
    /// <param name="sessionHash">SHA-256 of the session key.</param>
    /// <param name="sessionExpiresAt">When the session ends.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The person; <see langword="null"/> when the token is unknown, used or expired.</returns>
    Task<Principal?> SignInAsync(
        ReadOnlyMemory<byte> tokenHash, ReadOnlyMemory<byte> sessionHash, DateTimeOffset sessionExpiresAt, CancellationToken cancellationToken);
}

/// <summary>Which part of a list.</summary>
/// <param name="Cursor">From the page before; <see langword="null"/> for the first.</param>
/// <param name="Limit">Most items, 1 to 200.</param>
public sealed record PageRequest(string? Cursor = null, int Limit = 50);
