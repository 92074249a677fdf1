using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>
/// Signs people in and keeps them signed in: a one-time token, handed over as a link, begins a session of short keys, each followed by the
/// next one against a refresh token that works once.
/// </summary>
/// <param name="policy">Decides who may make links.</param>
/// <param name="people">Where people are kept.</param>
/// <param name="sessions">Where links and sessions are kept.</param>
/// <param name="time">The clock.</param>
public sealed class SignInService(IPolicy policy, IPeopleStore people, ISessionStore sessions, TimeProvider time)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan IdleTime = TimeSpan.FromHours(12);
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromDays(7);

    /// <summary>Makes a one-time token. A name the tenant does not know becomes a person.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">For whom.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">The person is suspended.</exception>
    public async Task<SignInLink> CreateLinkAsync(Principal by, CreateSignInLink request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManagePeople, "sign-in-links", cancellationToken);
        GrantRules.CheckName(request.Person, "person");
        var roles = GrantRules.CheckRoles(by, request.Roles);
        var known = await KnownAsync(by, request.Person, cancellationToken);
        var token = ApiKey.CreateToken();
        var expiresAt = time.GetUtcNow() + LinkLifetime;
        await sessions.AddLinkAsync(by, known, request.Person, roles, ApiKey.Hash(token), expiresAt, cancellationToken);
        return new SignInLink(token, expiresAt);
    }

    /// <summary>Uses a one-time token up: that of a sign-in link, or of an invitation, which it accepts.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The session; <see langword="null"/> when the token is unknown, used, revoked or expired.</returns>
    public async Task<Session?> SignInAsync(string? token, CancellationToken cancellationToken)
    {
        var (made, kept) = Next();
        var person = ApiKey.IsWellFormedToken(token) ? await sessions.BeginAsync(ApiKey.Hash(token!), kept, cancellationToken)
            : ApiKey.IsWellFormedInvitation(token) ? await sessions.AcceptAsync(ApiKey.Hash(token!), kept, cancellationToken)
            : null;
        return person is null ? null : made with { Person = person };
    }

    /// <summary>Gives a session its next key and refresh token.</summary>
    /// <param name="refreshToken">The refresh token that was given out last.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The session; <see langword="null"/> when it has ended, or the token was used before, which ends it.</returns>
    public async Task<Session?> RefreshAsync(string? refreshToken, CancellationToken cancellationToken)
    {
        if (!ApiKey.IsWellFormedRefreshToken(refreshToken))
        {
            return null;
        }

        var (made, kept) = Next();
        return await sessions.RefreshAsync(ApiKey.Hash(refreshToken!), kept, cancellationToken) is not { } refreshed ? null : made with
        {
            Person = refreshed.Person, ExpiresAt = Earlier(made.ExpiresAt, refreshed.EndsAt),
            RefreshExpiresAt = Earlier(made.RefreshExpiresAt, refreshed.EndsAt),
        };
    }

    /// <summary>Begins a session for a person who was recognised elsewhere, by a provider that is trusted. The provider says what roles the person has.</summary>
    /// <param name="person">The person as the provider knows it: an id of the provider's, a name, roles.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The session; <see langword="null"/> when there is no such tenant, or the tenant or the person is suspended.</returns>
    public async Task<Session?> EnterAsync(Principal person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        var (made, kept) = Next();
        return await sessions.EnterAsync(person, kept, cancellationToken) is { } name ? made with { Person = name } : null;
    }

    /// <summary>Ends the session whose key the caller sent; a key that was made as one stays good.</summary>
    /// <param name="by">Who.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task SignOutAsync(Principal by, string key, CancellationToken cancellationToken) =>
        sessions.EndAsync(by, ApiKey.Hash(key), cancellationToken);

    // A link for a person who is known gives what that person has.
    private async Task<Guid?> KnownAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        if ((await people.ListAsync(by.Tenant, name, new PageRequest(Limit: 1), cancellationToken)).Items is not [var known])
        {
            return null;
        }

        GrantRules.CheckRoles(by, known.Roles);
        return known.SuspendedAt is null
            ? known.Id
            : throw new ConflictException($"'{name}' is suspended. Reinstate the person first, with 'mcpp people reinstate'.");
    }

    private (Session Made, NewSession Kept) Next()
    {
        var now = time.GetUtcNow();
        var made = new Session("", ApiKey.Create(), now + KeyLifetime, ApiKey.CreateRefreshToken(), now + IdleTime);
        return (made, new NewSession(
            ApiKey.Hash(made.Key), made.ExpiresAt, ApiKey.Hash(made.RefreshToken), made.RefreshExpiresAt, now + SessionLifetime));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
