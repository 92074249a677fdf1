using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Identity;

/// <summary>Makes, lists, revokes and recognises API keys.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="keys">Where keys are kept.</param>
/// <param name="time">The clock.</param>
public sealed class KeyService(IPolicy policy, IKeyStore keys, TimeProvider time)
{
    private const string Resource = "keys";

    /// <summary>Recognises a key.</summary>
    /// <param name="key">What the caller sent.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Who it stands for; <see langword="null"/> when it is unknown, expired or revoked.</returns>
    public ValueTask<Principal?> AuthenticateAsync(string? key, CancellationToken cancellationToken) =>
        ApiKey.IsWellFormed(key) ? keys.FindAsync(ApiKey.Hash(key!), cancellationToken) : ValueTask.FromResult<Principal?>(null);

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
            throw new NotFoundException($"There is no key {id}. 'mcpp keys list' shows those that exist.");
        }
    }

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
