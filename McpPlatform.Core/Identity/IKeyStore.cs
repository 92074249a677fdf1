using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Keeps API keys and recognises them, those of sessions too: only their SHA-256 is stored.</summary>
public interface IKeyStore
{
    /// <summary>Grows when somebody may do less than before: a key, a person or a tenant changed. Whoever remembers that somebody is good asks again then.</summary>
    long Generation { get; }

    /// <summary>Finds who a key stands for; <see langword="null"/> when it is unknown, expired or revoked.</summary>
    /// <param name="keyHash">SHA-256 of the key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<Principal?> FindAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);

    /// <summary>
    /// How a principal stored with a run or schedule stands today; <see langword="null"/> when it may no longer act: its key was revoked or has
    /// expired, or the person was suspended or removed. Whom an issuer recognises is held by his suspension where he is known as a person here. A person has no more than today's roles give it; its sessions end without taking
    /// anything back.
    /// </summary>
    /// <param name="principal">The principal as it was stored.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Principal?> StandingAsync(Principal principal, CancellationToken cancellationToken);

    /// <summary>Stores a key.</summary>
    /// <param name="by">Who makes it.</param>
    /// <param name="key">What it may do.</param>
    /// <param name="keyHash">SHA-256 of the key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<KeyInfo> AddAsync(Principal by, CreateKey key, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);

    /// <summary>Lists keys that were made as such, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<KeyInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Finds a key that was made as such; <see langword="null"/> when there is none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<KeyInfo?> GetAsync(string tenant, Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a key with the rights, the principal and the lifetime of another, which ends after a while, or at its own end where that comes before.
    /// </summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The key that is replaced.</param>
    /// <param name="keyHash">SHA-256 of the new key.</param>
    /// <param name="overlap">How long the old key goes on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">The key is not good any more, or was replaced before.</exception>
    Task<KeyInfo> RotateAsync(Principal by, Guid id, ReadOnlyMemory<byte> keyHash, TimeSpan overlap, CancellationToken cancellationToken);

    /// <summary>Revokes a key at once.</summary>
    /// <param name="by">Who revokes it.</param>
    /// <param name="id">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there was such a key.</returns>
    Task<bool> RevokeAsync(Principal by, Guid id, CancellationToken cancellationToken);
}

/// <summary>Which part of a list.</summary>
/// <param name="Cursor">From the page before; <see langword="null"/> for the first.</param>
/// <param name="Limit">Most items, 1 to 200.</param>
public sealed record PageRequest(string? Cursor = null, int Limit = 50);
