using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Identity;

/// <summary>Tenants. They are rows of the platform itself, written as such; what happens to them is told to whoever keeps them.</summary>
internal sealed class TenantStore(PlatformDatabase database, RecognisedKeys recognised, TimeProvider time) : ITenantStore
{
    public async Task<Page<TenantInfo>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Name(page) ?? "";
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var rows = await work.Rows.Tenants.AsNoTracking()
            .Where(t => t.TenantId.CompareTo(after) > 0).OrderBy(t => t.TenantId).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, Info, t => t.TenantId);
    }

    public async Task<TenantInfo?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        return await work.Rows.Tenants.AsNoTracking().FirstOrDefaultAsync(t => t.TenantId == id, cancellationToken) is { } row ? Info(row) : null;
    }

    public async Task<TenantInfo> CreateAsync(Principal by, CreateTenant tenant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(tenant);
        var now = time.Now();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var added = await work.ExecuteAsync(
            "INSERT INTO tenants (tenant_id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", cancellationToken, tenant.Id, tenant.Name, now);
        if (added == 0)
        {
            throw new ConflictException($"There is a tenant '{tenant.Id}' already.");
        }

        await work.ActForAsync(by.Tenant, cancellationToken);
        await work.RecordAsync(by, EventTypes.TenantCreated, $"tenant/{tenant.Id}", now, cancellationToken, ("name", tenant.Name));
        await work.CommitAsync(cancellationToken);
        return new TenantInfo(tenant.Id, tenant.Name, now);
    }

    public async Task<TenantInfo?> SuspendAsync(Principal by, string id, bool suspended, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE tenants SET suspended_at = $2 WHERE tenant_id = $1 AND (suspended_at IS NULL) = $3";
        ArgumentNullException.ThrowIfNull(by);
        var now = time.Now();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var at = new Npgsql.NpgsqlParameter { Value = suspended ? now : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };
        var changed = await work.ExecuteAsync(sql, cancellationToken, id, at, suspended);
        var row = await work.Rows.Tenants.AsNoTracking().FirstOrDefaultAsync(t => t.TenantId == id, cancellationToken);
        if (changed == 1)
        {
            await work.ActForAsync(by.Tenant, cancellationToken);
            var type = suspended ? EventTypes.TenantSuspended : EventTypes.TenantReinstated;
            await work.RecordAsync(by, type, $"tenant/{id}", now, cancellationToken, ("name", row!.Name));
            await recognised.CommitAsync(work, cancellationToken);
        }

        return row is null ? null : Info(row);
    }

    private static TenantInfo Info(TenantRow t) => new(t.TenantId, t.Name, t.CreatedAt, t.SuspendedAt);
}
