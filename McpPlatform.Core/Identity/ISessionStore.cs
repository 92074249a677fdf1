using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Keeps sign-in links and sessions: only the SHA-256 of their tokens and keys is stored.</summary>
public interface ISessionStore
{
    /// <summary>Stores a one-time link for a person.</summary>
    /// <param name="by">Who makes it.</param>
    /// <param name="known">The person; <see langword="null"/> for one that is added.</param>
    /// <param name="name">Name of the person.</param>
    /// <param name="roles">What a person that is added becomes.</param>
    /// <param name="tokenHash">SHA-256 of the token.</param>
    /// <param name="expiresAt">When it expires.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">A person was to be added, and another got the name first.</exception>
    Task AddLinkAsync(
        Principal by, Guid? known, string name, IReadOnlyList<Role> roles, ReadOnlyMemory<byte> tokenHash, DateTimeOffset expiresAt,
        CancellationToken cancellationToken);

    /// <summary>Uses the token of a link up and begins a session for its person, in one transaction.</summary>
    /// <param name="tokenHash">SHA-256 of the token.</param>
    /// <param name="session">What the session begins with.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Name of the person; <see langword="null"/> when the token is unknown, used or expired, or the person suspended.</returns>
    Task<string?> BeginAsync(ReadOnlyMemory<byte> tokenHash, NewSession session, CancellationToken cancellationToken);

    /// <summary>Accepts an invitation: adds its person and begins a session for it, in one transaction.</summary>
    /// <param name="tokenHash">SHA-256 of the invitation's token.</param>
    /// <param name="session">What the session begins with.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Name of the person; <see langword="null"/> when the invitation is unknown, closed or expired, or its name taken.</returns>
    Task<string?> AcceptAsync(ReadOnlyMemory<byte> tokenHash, NewSession session, CancellationToken cancellationToken);

    /// <summary>Begins a session for a person whom a provider recognised: the one it signed in before, with the roles it names now, or a new one.</summary>
    /// <param name="person">The person as the provider knows it; its id is the provider's.</param>
    /// <param name="session">What the session begins with.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Name of the person; <see langword="null"/> when the tenant is none or suspended, or the person suspended.</returns>
    Task<string?> EnterAsync(Principal person, NewSession session, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces a refresh token and adds a key to its session. A token that was replaced before ends the whole session (RFC 9700 section 4.14),
    /// except where it was replaced within the grace time and what replaced it was never used: then the answer was lost, and the
    /// replacement is replaced.
    /// </summary>
    /// <param name="tokenHash">SHA-256 of the refresh token.</param>
    /// <param name="next">What replaces it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whose session it is and when it ends; <see langword="null"/> when the token is not good, or no longer.</returns>
    Task<RefreshedSession?> RefreshAsync(ReadOnlyMemory<byte> tokenHash, NewSession next, CancellationToken cancellationToken);

    /// <summary>Ends the session a key belongs to. A key that was made as one stays good.</summary>
    /// <param name="by">Who signs out.</param>
    /// <param name="keyHash">SHA-256 of the session's key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task EndAsync(Principal by, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken);
}

/// <summary>What a session begins or goes on with.</summary>
/// <param name="KeyHash">SHA-256 of its key.</param>
/// <param name="KeyExpiresAt">When the key expires.</param>
/// <param name="RefreshHash">SHA-256 of its refresh token.</param>
/// <param name="RefreshExpiresAt">When the refresh token expires.</param>
/// <param name="EndsAt">When the session ends at the latest; counts where it begins.</param>
public sealed record NewSession(
    ReadOnlyMemory<byte> KeyHash, DateTimeOffset KeyExpiresAt, ReadOnlyMemory<byte> RefreshHash, DateTimeOffset RefreshExpiresAt, DateTimeOffset EndsAt);

/// <summary>A session that goes on.</summary>
/// <param name="Person">Name of its person.</param>
/// <param name="EndsAt">When it ends at the latest: neither key nor refresh token is good for longer.</param>
public sealed record RefreshedSession(string Person, DateTimeOffset EndsAt);
