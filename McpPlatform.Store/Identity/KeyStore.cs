using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Identity;

/// <summary>Keys by their SHA-256.</summary>
internal sealed class KeyStore(PlatformDatabase database, RecognisedKeys recognised, TimeProvider time) : IKeyStore
{
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    public ValueTask<Principal?> FindAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken) =>
        recognised.Find(keyHash) is { } known ? ValueTask.FromResult<Principal?>(known) : new(ReadAsync(keyHash, cancellationToken));

    private async Task<Principal?> ReadAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        var generation = recognised.Generation;
        var hash = keyHash.ToArray();
        var now = time.Now();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var key = await work.Rows.ApiKeys.AsNoTracking().FirstOrDefaultAsync(
            k => k.KeyHash == hash && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), cancellationToken);
        if (key is null)
        {
            return null;
        }

        if (key.LastUsedAt is null || now - key.LastUsedAt >= UseNotedEvery)
        {
            await work.ActForAsync(key.TenantId, cancellationToken);
            await work.ExecuteAsync(
                "UPDATE api_keys SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2", cancellationToken, key.TenantId, key.Id, now);
            await work.CommitAsync(cancellationToken);
        }

        var principal = PrincipalOf(key);
        recognised.Keep(keyHash, principal, key.ExpiresAt, generation);
        return principal;
    }

    public async Task<bool> StandsAsync(Principal principal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(principal);
        var now = time.Now();
        await using var work = await database.BeginAsync(principal.Tenant, cancellationToken);
        return !await work.Rows.ApiKeys.AnyAsync(
            k => k.TenantId == principal.Tenant && k.PrincipalId == principal.Id && !k.Session && (k.RevokedAt != null || k.ExpiresAt <= now),
            cancellationToken);
    }

    public async Task<KeyInfo> AddAsync(Principal by, CreateKey key, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(key);
        var now = time.Now();
        var id = Guid.CreateVersion7(now);
        var row = new ApiKeyRow
        {
            TenantId = by.Tenant, Id = id, Name = key.Name, Kind = StoredName.Of(key.Kind), Scopes = Stored(key.Scopes),
            KeyHash = keyHash.ToArray(), PrincipalId = $"key:{id}", Session = false, CreatedAt = now, ExpiresAt = key.ExpiresAt?.AsStored(),
        };
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        work.Rows.Add(row);
        await work.RecordAsync(by, EventTypes.KeyCreated, $"key/{id}", now, cancellationToken, ("name", key.Name), ("kind", row.Kind));
        await work.CommitAsync(cancellationToken);
        return Info(row);
    }

    public async Task<Page<KeyInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Id(page);
        var now = time.Now();
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.ApiKeys.AsNoTracking()
            .Where(k => k.TenantId == tenant && (after == null || k.Id < after) && (!k.Session || k.ExpiresAt > now))
            .OrderByDescending(k => k.Id).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, Info, k => k.Id.ToString());
    }

    public async Task<bool> RevokeAsync(Principal by, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var key = await work.Rows.ApiKeys.FirstOrDefaultAsync(k => k.TenantId == by.Tenant && k.Id == id, cancellationToken);
        if (key is { RevokedAt: null })
        {
            key.RevokedAt = now;
            await work.RecordAsync(by, EventTypes.KeyRevoked, $"key/{id}", now, cancellationToken, ("name", key.Name));
            await ForgetAsync(work, cancellationToken);
        }

        return key is not null;
    }

    public async Task EndSessionAsync(Principal by, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var hash = keyHash.ToArray();
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var session = await work.Rows.ApiKeys.FirstOrDefaultAsync(
            k => k.TenantId == by.Tenant && k.KeyHash == hash && k.Session && k.RevokedAt == null, cancellationToken);
        if (session is not null)
        {
            session.RevokedAt = now;
            await work.RecordAsync(by, EventTypes.KeyRevoked, $"key/{session.Id}", now, cancellationToken, ("name", session.Name));
            await ForgetAsync(work, cancellationToken);
        }
    }

    public async Task AddSignInAsync(
        string tenant, string person, IReadOnlyList<Scope> scopes, ReadOnlyMemory<byte> tokenHash, DateTimeOffset expiresAt,
        CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        work.Rows.Add(new SignInTokenRow
        {
            TenantId = tenant, TokenHash = tokenHash.ToArray(), Person = person, Scopes = Stored(scopes), CreatedAt = time.Now(),
            ExpiresAt = expiresAt.AsStored(),
        });
        await work.CommitAsync(cancellationToken);
    }

    public async Task<Principal?> SignInAsync(
        ReadOnlyMemory<byte> tokenHash, ReadOnlyMemory<byte> sessionHash, DateTimeOffset sessionExpiresAt, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var hash = tokenHash.ToArray();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var tenant = await work.Rows.SignInTokens.Where(t => t.TokenHash == hash).Select(t => t.TenantId).FirstOrDefaultAsync(cancellationToken);
        if (tenant is null)
        {
            return null;
        }

        await work.ActForAsync(tenant, cancellationToken);
        if (await UseTokenAsync(work, hash, now, cancellationToken) is not { } person)
        {
            return null;
        }

        var session = Session(tenant, $"person:{person.Name}", person, sessionHash.ToArray(), now, sessionExpiresAt.AsStored());
        var principal = PrincipalOf(session);
        work.Rows.Add(session);
        await work.RecordAsync(principal, EventTypes.SignedIn, principal.Id.Replace(':', '/'), now, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return principal;
    }

    public async Task<KeyInfo> BeginSessionAsync(
        Principal person, ReadOnlyMemory<byte> sessionHash, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        var now = time.Now();
        var session = Session(person.Tenant, person.Id, (person.Name, Stored(person.Scopes)), sessionHash.ToArray(), now, expiresAt.AsStored());
        await using var work = await database.BeginAsync(person.Tenant, cancellationToken);
        work.Rows.Add(session);
        await work.RecordAsync(person, EventTypes.SignedIn, person.Id.Replace(':', '/'), now, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return Info(session);
    }

    private async Task ForgetAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync("SELECT pg_notify($1, '')", cancellationToken, Channels.Keys);
        await work.CommitAsync(cancellationToken);
        recognised.Clear();
    }

    // The update itself decides who was first: two at once cannot both find the token unused.
    private static async Task<(string Name, string[] Scopes)?> UseTokenAsync(
        UnitOfWork work, byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE sign_in_tokens SET used_at = $3
            WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3 RETURNING person, scopes
            """;
        await using var command = work.Command(sql, work.Tenant, hash, now);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetString(0), reader.GetFieldValue<string[]>(1)) : null;
    }

    private static ApiKeyRow Session(
        string tenant, string principal, (string Name, string[] Scopes) person, byte[] hash, DateTimeOffset now, DateTimeOffset end) => new()
    {
        TenantId = tenant, Id = Guid.CreateVersion7(now), Name = person.Name, Kind = StoredName.Of(PrincipalKind.Person), Scopes = person.Scopes,
        KeyHash = hash, PrincipalId = principal, Session = true, CreatedAt = now, ExpiresAt = end,
    };

    private static string[] Stored(IEnumerable<Scope> scopes) => [.. scopes.Select(StoredName.Of)];

    private static List<Scope> Read(string[] scopes) => [.. scopes.Select(StoredName.Read<Scope>)];

    private static Principal PrincipalOf(ApiKeyRow k) =>
        new(k.TenantId, k.PrincipalId, k.Name, StoredName.Read<PrincipalKind>(k.Kind), Read(k.Scopes));

    private static KeyInfo Info(ApiKeyRow k) => new(
        k.Id, k.Name, StoredName.Read<PrincipalKind>(k.Kind), Read(k.Scopes), k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.LastUsedAt);
}
