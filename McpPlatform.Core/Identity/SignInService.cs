using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Signs people in: a one-time token, handed over as a link, becomes a session key.</summary>
/// <param name="policy">Decides who may make links.</param>
/// <param name="keys">Where tokens and session keys are kept.</param>
/// <param name="time">The clock.</param>
public sealed class SignInService(IPolicy policy, IKeyStore keys, TimeProvider time)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);

    /// <summary>Makes a one-time token.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">For whom.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<SignInLink> CreateLinkAsync(Principal by, CreateSignInLink request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        policy.Require(by, Actions.ManageKeys, "sign-in-links");
        GrantRules.CheckName(request.Person, "person");
        var scopes = GrantRules.CheckScopes(by, request.Scopes);
        var token = ApiKey.CreateToken();
        var expiresAt = time.GetUtcNow() + LinkLifetime;
        await keys.AddSignInAsync(by.Tenant, request.Person, scopes, ApiKey.Hash(token), expiresAt, cancellationToken);
        return new SignInLink(token, expiresAt);
    }

    /// <summary>Uses a one-time token up.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>
    /// The session key; <see langword="null"/> when the token is unknown, used or expired. Its id is that of the key where the store gives the
    /// session's principal one, else empty.
    /// </returns>
    public async Task<CreatedKey?> SignInAsync(string? token, CancellationToken cancellationToken)
    {
        if (!ApiKey.IsWellFormedToken(token))
        {
            return null;
        }

        var session = ApiKey.Create();
        var now = time.GetUtcNow();
        var expiresAt = now + SessionLifetime;
        var person = await keys.SignInAsync(ApiKey.Hash(token!), ApiKey.Hash(session), expiresAt, cancellationToken);
        return person is null
            ? null
            : new CreatedKey(session, new KeyInfo(IdOf(person), person.Name, person.Kind, person.Scopes, now, expiresAt, null, null));
    }

    /// <summary>Begins a session for a person who was recognised elsewhere, by a provider that is trusted.</summary>
    /// <param name="person">The person, with what it may do.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The session key.</returns>
    public async Task<CreatedKey> EnterAsync(Principal person, CancellationToken cancellationToken)
    {
        var session = ApiKey.Create();
        return new CreatedKey(session, await keys.BeginSessionAsync(person, ApiKey.Hash(session), time.GetUtcNow() + SessionLifetime, cancellationToken));
    }

    /// <summary>Ends the session whose key the caller sent; a key that was made as one stays good.</summary>
    /// <param name="by">Who.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task SignOutAsync(Principal by, string key, CancellationToken cancellationToken) =>
        keys.EndSessionAsync(by, ApiKey.Hash(key), cancellationToken);

    // A key's principal ends in its id ("key:018f…"); a person's does not ("person:ada").
    private static Guid IdOf(Principal person) => Guid.TryParse(person.Id.Split(':')[^1], out var id) ? id : Guid.Empty;
}
