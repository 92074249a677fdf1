using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Makes, lists, replaces, revokes and recognises API keys.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="keys">Where keys are kept.</param>
/// <param name="time">The clock.</param>
public sealed class KeyService(IPolicy policy, IKeyStore keys, TimeProvider time)
{
    private const string Resource = "keys";

    /// <summary>Recognises a key.</summary>
    /// <param name="key">What the caller sent; empty for nothing.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Who it stands for; <see langword="null"/> when it is unknown, expired or revoked.</returns>
    public ValueTask<Principal?> AuthenticateAsync(ReadOnlySpan<char> key, CancellationToken cancellationToken) =>
        ApiKey.IsWellFormed(key) ? keys.FindAsync(ApiKey.Hash(key), cancellationToken) : ValueTask.FromResult<Principal?>(null);

    /// <summary>Makes a key.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">What it may do.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The key, shown this once.</returns>
    public async Task<CreatedKey> CreateAsync(Principal by, CreateKey request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManageKeys, Resource, cancellationToken);
        var checkedRequest = Check(by, request);
        var key = ApiKey.Create();
        return new CreatedKey(key, await keys.AddAsync(by, checkedRequest, ApiKey.Hash(key), cancellationToken));
    }

    /// <summary>Lists keys, newest first.</summary>
    /// <param name="by">Who.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<KeyInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageKeys, Resource, cancellationToken);
        return await keys.ListAsync(by.Tenant, page, cancellationToken);
    }

    /// <summary>Replaces a key by another with the same rights; the old one goes on for a while.</summary>
    /// <param name="by">Who: nobody gets a key with scopes they lack, or one that acts for someone else.</param>
    /// <param name="id">The key.</param>
    /// <param name="request">How long the old one goes on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The new key, shown this once.</returns>
    /// <exception cref="NotFoundException">There is no such key.</exception>
    /// <exception cref="ConflictException">The key is not good any more, or was replaced before.</exception>
    public async Task<CreatedKey> RotateAsync(Principal by, Guid id, RotateKey request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManageKeys, $"key/{id}", cancellationToken);
        if (request.OverlapSeconds is < 0 or > RotateKey.MaxOverlapSeconds)
        {
            throw new InvalidInputException($"'overlapSeconds' must lie between 0 and {RotateKey.MaxOverlapSeconds} (30 days).");
        }

        var old = await keys.GetAsync(by.Tenant, id, cancellationToken) ?? throw Missing(id);
        GrantRules.CheckScopes(by, old.Scopes);
        if (old.PersonId is not null && old.PersonId != PersonPrincipal.PersonOf(by))
        {
            throw new ForbiddenException(new PolicyDecision(false, "own-keys", "A key that acts for a person is replaced by that person only. It can be revoked."));
        }

        var key = ApiKey.Create();
        return new CreatedKey(key, await keys.RotateAsync(by, id, ApiKey.Hash(key), TimeSpan.FromSeconds(request.OverlapSeconds), cancellationToken));
    }

    /// <summary>Revokes a key at once.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such key.</exception>
    public async Task RevokeAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageKeys, $"key/{id}", cancellationToken);
        if (!await keys.RevokeAsync(by, id, cancellationToken))
        {
            throw Missing(id);
        }
    }

    private static NotFoundException Missing(Guid id) => new($"There is no key {id}. 'mcpp keys list' shows those that exist.");

    private CreateKey Check(Principal by, CreateKey request)
    {
        GrantRules.CheckName(request.Name, "name");
        var scopes = GrantRules.CheckScopes(by, request.Scopes);
        if (request.Kind != PrincipalKind.Person && scopes.Contains(Scope.Approve))
        {
            throw new InvalidInputException("Only a person's key can have the scope 'approve'.");
        }

        return request.ExpiresAt <= time.GetUtcNow()
            ? throw new InvalidInputException("'expiresAt' lies in the past.")
            : request with { Scopes = scopes };
    }
}
