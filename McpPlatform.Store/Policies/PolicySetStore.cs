using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Policies;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Policies;

/// <summary>Sets of policies by name. Every change is a row of its own and wakes those who follow, in one transaction.</summary>
internal sealed class PolicySetStore(PlatformDatabase database, PolicyNews news, TimeProvider time) : IPolicySetStore
{
    private const int MostSets = 100;
    private const int MostVersions = 100;

    public async Task<IReadOnlyList<PolicySetInfo>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return [.. (await PolicyNews.StandingAsync(work, cancellationToken)).Select(s => s.Set)];
    }

    public async Task<IReadOnlyList<PolicySetVersion>> VersionsAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.PolicySets.AsNoTracking().Where(s => s.TenantId == tenant && s.Name == name)
            .OrderByDescending(s => s.Version).Take(MostVersions).ToListAsync(cancellationToken);
        return [.. rows.Select(Version)];
    }

    public async Task<PolicySetVersion?> FindAsync(string tenant, string name, int version, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var row = await work.Rows.PolicySets.AsNoTracking()
            .FirstOrDefaultAsync(s => s.TenantId == tenant && s.Name == name && s.Version == version, cancellationToken);
        return row is null ? null : Version(row);
    }

    public async Task<PolicySetInfo> PutAsync(Principal by, string name, PutPolicySet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(set);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await LockAsync(work, cancellationToken);
        var last = await LastAsync(work, name, cancellationToken);
        var stands = last is { Text: not null } ? last.Version : 0;
        if (set.ExpectedVersion is { } expected && expected != stands)
        {
            throw new ConflictException($"The policies '{name}' stand at version {stands}, not {expected}. Look at what changed and try again.");
        }

        if (stands == 0 && (await PolicyNews.StandingAsync(work, cancellationToken)).Count >= MostSets)
        {
            throw new ConflictException($"There are {MostSets} sets of policies already, the most there can be. Remove one first.");
        }

        var row = New(by, name, (last?.Version ?? 0) + 1, set.Text, set.Mode);
        await AddAsync(work, by, row, EventTypes.PolicyChanged, cancellationToken);
        return PolicyNews.Info(row);
    }

    public async Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await LockAsync(work, cancellationToken);
        if (await LastAsync(work, name, cancellationToken) is not { Text: not null } last)
        {
            return false;
        }

        await AddAsync(work, by, New(by, name, last.Version + 1, null, StoredName.Read<PolicyMode>(last.Mode)), EventTypes.PolicyRemoved, cancellationToken);
        return true;
    }

    public IAsyncEnumerable<IReadOnlyList<TenantPolicySet>> FollowAllAsync(CancellationToken cancellationToken) => news.FollowAsync(cancellationToken);

    private PolicySetRow New(Principal by, string name, int version, string? text, PolicyMode mode) => new()
    {
        TenantId = by.Tenant, Name = name, Version = version, Text = text, Mode = StoredName.Of(mode), ChangedBy = by.Name, ChangedAt = time.Now(),
    };

    // Changes of a tenant's policies come one after the other.
    private static Task<int> LockAsync(UnitOfWork work, CancellationToken cancellationToken) =>
        work.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('policy_sets/' || $1, 0))", cancellationToken, work.Tenant);

    private static Task<PolicySetRow?> LastAsync(UnitOfWork work, string name, CancellationToken cancellationToken) => work.Rows.PolicySets.AsNoTracking()
        .Where(s => s.TenantId == work.Tenant && s.Name == name).OrderByDescending(s => s.Version).FirstOrDefaultAsync(cancellationToken);

    private static async Task AddAsync(UnitOfWork work, Principal by, PolicySetRow row, string type, CancellationToken cancellationToken)
    {
        work.Rows.Add(row);
        await work.RecordAsync(
            by, type, $"policy/{row.Name}", row.ChangedAt, cancellationToken, ("version", row.Version.ToString(CultureInfo.InvariantCulture)), ("mode", row.Mode));
        await work.ExecuteAsync("SELECT pg_notify($1, $2)", cancellationToken, Channels.Policies, work.Tenant);
        await work.CommitAsync(cancellationToken);
    }

    private static PolicySetVersion Version(PolicySetRow row) =>
        new(row.Version, StoredName.Read<PolicyMode>(row.Mode), row.ChangedBy, row.ChangedAt) { Text = row.Text };
}
