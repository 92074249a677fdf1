using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Identity;

/// <summary>Keys by their SHA-256.</summary>
internal sealed class KeyStore(PlatformDatabase database, KeyRecognition recognition, RecognisedKeys recognised, TimeProvider time) : IKeyStore
{
    public long Generation => recognised.Generation;

    public ValueTask<Principal?> FindAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken) =>
        recognition.FindAsync(keyHash, cancellationToken);

    public Task<Principal?> StandingAsync(Principal principal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return recognition.StandingAsync(principal, cancellationToken);
    }

    public async Task<KeyInfo> AddAsync(Principal by, CreateKey key, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(key);
        var row = New(by, key, keyHash.ToArray());
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        work.Rows.Add(row);
        await work.RecordAsync(by, EventTypes.KeyCreated, $"key/{row.Id}", row.CreatedAt, cancellationToken, ("name", key.Name), ("kind", row.Kind));
        await work.CommitAsync(cancellationToken);
        return KeyMapping.Info(row);
    }

    public async Task<Page<KeyInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Id(page);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.ApiKeys.AsNoTracking()
            .Where(k => k.TenantId == tenant && k.SessionId == null && (after == null || k.Id < after))
            .OrderByDescending(k => k.Id).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, KeyMapping.Info, k => k.Id.ToString());
    }

    public async Task<KeyInfo?> GetAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var row = await work.Rows.ApiKeys.AsNoTracking().FirstOrDefaultAsync(
            k => k.TenantId == tenant && k.Id == id && k.SessionId == null, cancellationToken);
        return row is null ? null : KeyMapping.Info(row);
    }

    public async Task<KeyInfo> RotateAsync(
        Principal by, Guid id, ReadOnlyMemory<byte> keyHash, TimeSpan overlap, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await work.ExecuteAsync("SELECT 1 FROM api_keys WHERE tenant_id = $1 AND id = $2 FOR UPDATE", cancellationToken, by.Tenant, id);
        var old = await work.Rows.ApiKeys.FirstOrDefaultAsync(k => k.TenantId == by.Tenant && k.Id == id, cancellationToken);
        if (old is not { RevokedAt: null, SuccessorId: null } || old.ExpiresAt <= now)
        {
            throw new ConflictException($"The key {id} was revoked, has expired, or was replaced before. Replace its successor, or make a key.");
        }

        var next = Successor(old, keyHash.ToArray(), now);
        old.SuccessorId = next.Id;
        old.ExpiresAt = old.ExpiresAt is { } end && end < now + overlap ? end : now + overlap;
        work.Rows.Add(next);
        await work.RecordAsync(by, EventTypes.KeyRotated, $"key/{id}", now, cancellationToken, ("name", old.Name), ("successor", next.Id.ToString()));
        await recognised.CommitAsync(work, cancellationToken);
        return KeyMapping.Info(next);
    }

    public async Task<bool> RevokeAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var key = await work.Rows.ApiKeys.FirstOrDefaultAsync(k => k.TenantId == by.Tenant && k.Id == id && k.SessionId == null, cancellationToken);
        if (key is { RevokedAt: null })
        {
            key.RevokedAt = now;
            await work.RecordAsync(by, EventTypes.KeyRevoked, $"key/{id}", now, cancellationToken, ("name", key.Name));
            await recognised.CommitAsync(work, cancellationToken);
        }

        return key is not null;
    }

    // It is the same principal: what was recorded, limited or scheduled under the old key goes on under the new one.
    private static ApiKeyRow Successor(ApiKeyRow old, byte[] hash, DateTimeOffset now) => new()
    {
        TenantId = old.TenantId, Id = Guid.CreateVersion7(now), Name = old.Name, Kind = old.Kind, Scopes = old.Scopes, KeyHash = hash,
        PrincipalId = old.PrincipalId, PersonId = old.PersonId, PredecessorId = old.Id, CreatedAt = now,
        ExpiresAt = old.ExpiresAt is { } end ? now + (end - old.CreatedAt) : null,
    };

    // A key for a person, made by one, acts for its maker: nobody makes keys for others to act under.
    private ApiKeyRow New(Principal by, CreateKey key, byte[] hash)
    {
        var now = time.Now();
        var id = Guid.CreateVersion7(now);
        var person = key.Kind == PrincipalKind.Person ? PersonPrincipal.PersonOf(by) : null;
        return new ApiKeyRow
        {
            TenantId = by.Tenant, Id = id, Name = key.Name, Kind = StoredName.Of(key.Kind), Scopes = KeyMapping.Stored(key.Scopes), KeyHash = hash,
            PrincipalId = person is { } maker ? PersonPrincipal.IdOf(maker) : $"key:{id}", PersonId = person, CreatedAt = now,
            ExpiresAt = key.ExpiresAt?.AsStored(),
        };
    }
}
