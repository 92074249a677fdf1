using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Upstreams;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace McpPlatform.Store.Upstreams;

/// <summary>Upstreams by name. Every change wakes those who follow, in its own transaction.</summary>
internal sealed class UpstreamStore(PlatformDatabase database, UpstreamNews news, TimeProvider time) : IUpstreamStore
{
    private const int MostUpstreams = 1_000;

    public async Task<UpstreamInfo?> FindAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var row = await work.Rows.Upstreams.AsNoTracking().FirstOrDefaultAsync(u => u.TenantId == tenant && u.Name == name, cancellationToken);
        return row is null ? null : UpstreamMapping.Info(row);
    }

    public async Task<IReadOnlyList<UpstreamInfo>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.Upstreams.AsNoTracking().Where(u => u.TenantId == tenant).OrderBy(u => u.Name)
            .Take(MostUpstreams).ToListAsync(cancellationToken);
        return [.. rows.Select(UpstreamMapping.Info)];
    }

    public Task<IReadOnlyList<TenantUpstream>> ListAllAsync(CancellationToken cancellationToken) => news.ReadAsync(cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<TenantUpstream>> FollowAllAsync(CancellationToken cancellationToken) => news.FollowAsync(cancellationToken);

    public async Task<UpstreamInfo> AddAsync(Principal by, AddUpstream upstream, string? file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(upstream);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        if (await work.Rows.Upstreams.CountAsync(u => u.TenantId == by.Tenant, cancellationToken) >= MostUpstreams)
        {
            throw new ConflictException($"There are {MostUpstreams} upstreams already, the most there can be. Remove one first.");
        }

        var row = UpstreamMapping.New(by, upstream, file, await NextVersionAsync(work, cancellationToken), time.Now());
        work.Rows.Add(row);
        await SayAsync(work, by, EventTypes.UpstreamAdded, row, cancellationToken);
        try
        {
            await work.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new ConflictException($"There is an upstream '{upstream.Name}' already. Change or remove it, or choose another name.");
        }

        return UpstreamMapping.Info(row);
    }

    public async Task<UpstreamInfo?> ChangeAsync(Principal by, string name, ChangeUpstream upstream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(upstream);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        if (await LockAsync(work, name, cancellationToken) is not { } row)
        {
            return null;
        }

        UpstreamService.RequireVersion(UpstreamMapping.Info(row), upstream.ExpectedVersion);
        UpstreamMapping.Change(row, by, upstream, await NextVersionAsync(work, cancellationToken), time.Now());
        await SayAsync(work, by, EventTypes.UpstreamChanged, row, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return UpstreamMapping.Info(row);
    }

    public async Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        if (await LockAsync(work, name, cancellationToken) is not { } row)
        {
            return false;
        }

        work.Rows.Remove(row);
        await SayAsync(work, by, EventTypes.UpstreamRemoved, row, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return true;
    }

    // Two changes at once come one after the other; the second sees the version of the first.
    private static Task<UpstreamRow?> LockAsync(UnitOfWork work, string name, CancellationToken cancellationToken) =>
        work.Rows.Upstreams.FromSql($"SELECT * FROM upstreams WHERE tenant_id = {work.Tenant} AND name = {name} FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);

    private static async Task<long> NextVersionAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await using var command = work.Command("SELECT nextval('upstream_versions')");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // Neither address nor headers: both may hold what is nobody's business.
    private async Task SayAsync(UnitOfWork work, Principal by, string type, UpstreamRow row, CancellationToken cancellationToken)
    {
        await work.RecordAsync(
            by, type, $"upstream/{row.Name}", time.Now(), cancellationToken, ("version", row.Version.ToString(CultureInfo.InvariantCulture)));
        await work.ExecuteAsync("SELECT pg_notify($1, $2)", cancellationToken, Channels.Upstreams, work.Tenant);
    }
}
