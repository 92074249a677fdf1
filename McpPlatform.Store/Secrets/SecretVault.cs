using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Secrets;

/// <summary>Ciphertexts, and who read them when. Only the newest version is kept: an old secret has no use but theft.</summary>
internal sealed class SecretVault(PlatformDatabase database, TimeProvider time) : ISecretVault
{
    public async Task<SecretInfo> PutAsync(Principal by, string name, ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        const string sql = """
            INSERT INTO secrets AS s (tenant_id, name, version, ciphertext, updated_at) VALUES ($1, $2, 1, $3, $4)
            ON CONFLICT (tenant_id, name) DO UPDATE
            SET version = s.version + 1, ciphertext = excluded.ciphertext, updated_at = excluded.updated_at RETURNING version
            """;
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await using var put = work.Command(sql, by.Tenant, name, ciphertext.ToArray(), now);
        var version = (int)(await put.ExecuteScalarAsync(cancellationToken))!;
        await work.RecordAsync(by, EventTypes.SecretSet, Subject(name), now, cancellationToken, ("version", Text(version)));
        await SecretNews.TellAsync(work, name, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new SecretInfo(name, ConnectionConfig.SecretScheme + name, version, now);
    }

    public async Task<byte[]?> GetAsync(string tenant, string name, string purpose, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var secret = await work.Rows.Secrets.AsNoTracking()
            .FirstOrDefaultAsync(s => s.TenantId == tenant && s.Name == name, cancellationToken);
        if (secret is null)
        {
            return null;
        }

        var now = time.Now();
        work.Rows.Add(new SecretAccessRow
        {
            TenantId = tenant, Id = Guid.CreateVersion7(now), Name = name, Version = secret.Version, Purpose = purpose, At = now,
        });
        await work.RecordAsync(
            [new NewEvent(EventTypes.SecretAccessed, Subject(name), purpose, now, EventRecording.Map(("version", Text(secret.Version))))],
            cancellationToken);
        await work.CommitAsync(cancellationToken);
        return secret.Ciphertext;
    }

    public async Task<Page<SecretInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Name(page);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.Secrets.AsNoTracking()
            .Where(s => s.TenantId == tenant && (after == null || string.Compare(s.Name, after) > 0))
            .OrderBy(s => s.Name).Take(take)
            .Select(s => new SecretInfo(s.Name, ConnectionConfig.SecretScheme + s.Name, s.Version, s.UpdatedAt)).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, s => s, s => s.Name);
    }

    public async Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var removed = await work.ExecuteAsync("DELETE FROM secrets WHERE tenant_id = $1 AND name = $2", cancellationToken, by.Tenant, name) > 0;
        if (removed)
        {
            await work.RecordAsync(by, EventTypes.SecretRemoved, Subject(name), time.Now(), cancellationToken);
            await SecretNews.TellAsync(work, name, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        return removed;
    }

    private static string Subject(string name) => $"secret/{name}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
