using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Tools;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using McpPlatform.Store.Upstreams;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Tools;

/// <summary>Tools by upstream and name. Every change wakes those who follow, in its own transaction.</summary>
internal sealed class ToolStore(PlatformDatabase database, ToolSightings sightings, ToolFollowing following, TimeProvider time) : IToolStore
{
    private const int MostNeighbours = 20_000;

    public async Task<IReadOnlyDictionary<string, ToolPin>> PinsAsync(string tenant, string upstream, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await ToolPins.ReadAsync(work, upstream, cancellationToken);
    }

    public async Task<IReadOnlyList<ToolName>> NeighboursAsync(string tenant, string upstream, CancellationToken cancellationToken)
    {
        var withdrawn = StoredName.Of(ToolState.Withdrawn);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await work.Rows.Tools.AsNoTracking()
            .Where(t => t.TenantId == tenant && t.Upstream != upstream && t.State != withdrawn)
            .Join(work.Rows.Upstreams, t => new { t.TenantId, Name = t.Upstream }, u => new { u.TenantId, u.Name }, (t, u) => new { t.Upstream, u.Prefix, t.Name })
            .OrderBy(t => t.Upstream).ThenBy(t => t.Name).Take(MostNeighbours)
            .Select(t => new ToolName(t.Upstream, t.Prefix, t.Name)).ToListAsync(cancellationToken);
    }

    public Task<IReadOnlyDictionary<string, ToolPin>> SeeAsync(
        string tenant, string upstream, IReadOnlyList<SeenTool> seen, IReadOnlyList<string> gone, CancellationToken cancellationToken) =>
        sightings.SeeAsync(tenant, upstream, seen, gone, cancellationToken);

    public async Task<Page<ToolInfo>> ListAsync(string tenant, ToolFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var take = PageCursor.Take(page);
        var (upstream, name) = PageCursor.Pair(page) ?? ("", "");
        var state = filter.State is { } wanted ? StoredName.Of(wanted) : null;
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.Tools.AsNoTracking()
            .Where(t => t.TenantId == tenant && (state == null || t.State == state) && (filter.Upstream == null || t.Upstream == filter.Upstream)
                && (t.Upstream.CompareTo(upstream) > 0 || (t.Upstream == upstream && t.Name.CompareTo(name) > 0)))
            .OrderBy(t => t.Upstream).ThenBy(t => t.Name).Take(take).ToListAsync(cancellationToken);
        var code = await CodeAsync(work, [.. rows.Select(r => r.Upstream).Distinct()], cancellationToken);
        return PageCursor.Page(rows, page, r => ToolMapping.Info(r, code.GetValueOrDefault(r.Upstream)), r => PageCursor.Key(r.Upstream, r.Name));
    }

    public async Task<StoredTool?> FindAsync(string tenant, string upstream, string name, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var row = await work.Rows.Tools.AsNoTracking()
            .FirstOrDefaultAsync(t => t.TenantId == tenant && t.Upstream == upstream && t.Name == name, cancellationToken);
        return row is null ? null : await StoredAsync(work, row, cancellationToken);
    }

    public async Task<StoredTool?> DecideAsync(
        Principal by, string upstream, string name, string hash, bool approve, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        if (await LockAsync(work, upstream, name, cancellationToken) is not { } row)
        {
            return null;
        }

        var code = (await CodeAsync(work, [upstream], cancellationToken)).GetValueOrDefault(upstream);
        var stood = ToolMapping.Pin(row);
        var stands = approve ? stood.Approve(hash, by.Name, time.Now()) : stood.Reject(hash, by.Name, time.Now());
        if (stands != stood)
        {
            ToolMapping.Put(row, stands);
            var type = approve ? EventTypes.ToolApproved : EventTypes.ToolRejected;
            await work.RecordAsync(by, type, $"tool/{upstream}/{name}", time.Now(), cancellationToken, ("hash", hash), ("before", stood.Approved?.Hash ?? ""));
            await ToolFollowing.WakeAsync(work, upstream, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        return ToolMapping.Stored(row, code);
    }

    public IAsyncEnumerable<ToolNews> FollowAsync(CancellationToken cancellationToken) => following.FollowAsync(cancellationToken);

    private static async Task<StoredTool> StoredAsync(UnitOfWork work, ToolRow row, CancellationToken cancellationToken) =>
        ToolMapping.Stored(row, (await CodeAsync(work, [row.Upstream], cancellationToken)).GetValueOrDefault(row.Upstream));

    // What runs in the sandbox stands with the upstream: a definition could claim anything.
    private static async Task<Dictionary<string, SandboxCode>> CodeAsync(UnitOfWork work, List<string> upstreams, CancellationToken cancellationToken)
    {
        var rows = await work.Rows.Upstreams.AsNoTracking().Where(u => u.TenantId == work.Tenant && u.SandboxJson != null && upstreams.Contains(u.Name))
            .Select(u => new { u.Name, u.SandboxJson }).ToListAsync(cancellationToken);
        return rows.ToDictionary(r => r.Name, r => UpstreamMapping.Sandbox(r.SandboxJson)!.Code);
    }

    // A decision and a review at once come one after the other; the second sees what the first left.
    private static Task<ToolRow?> LockAsync(UnitOfWork work, string upstream, string name, CancellationToken cancellationToken) =>
        work.Rows.Tools.FromSql($"SELECT * FROM tools WHERE tenant_id = {work.Tenant} AND upstream = {upstream} AND name = {name} FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);
}
