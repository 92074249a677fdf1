using System.Runtime.CompilerServices;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Policies;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Store.Policies;

/// <summary>The policies of all tenants, now and as they change.</summary>
internal sealed class PolicyNews(PlatformDatabase database, NotificationHub hub, IOptions<StoreOptions> options)
{
    /// <summary>The sets that stand, of the tenant or tenants that the transaction sees.</summary>
    public static async Task<IReadOnlyList<TenantPolicySet>> StandingAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        var rows = await work.Rows.PolicySets.FromSql(
            $"SELECT DISTINCT ON (tenant_id, name) * FROM policy_sets ORDER BY tenant_id, name, version DESC").AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.Where(r => r.Text is not null).Select(r => new TenantPolicySet(r.TenantId, Info(r)))];
    }

    public static PolicySetInfo Info(PolicySetRow row) =>
        new(row.Name, row.Text!, StoredName.Read<PolicyMode>(row.Mode), row.Version, row.ChangedBy, row.ChangedAt);

    public async IAsyncEnumerable<IReadOnlyList<TenantPolicySet>> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Subscribed before the first reading: what changes in between wakes the first waiting.
        using var news = hub.Subscribe(Channels.Policies, capacity: 1);
        IReadOnlyList<(string, string, int)>? shown = null;
        while (true)
        {
            var sets = await ReadPatientlyAsync(cancellationToken);
            IReadOnlyList<(string, string, int)> versions = [.. sets.Select(s => (s.Tenant, s.Set.Name, s.Set.Version))];
            if (shown is null || !versions.SequenceEqual(shown))
            {
                yield return sets;
                shown = versions;
            }

            await news.WaitAsync(options.Value.FollowInterval, cancellationToken);
        }
    }

    // A restart of PostgreSQL must not end what decides.
    private async Task<IReadOnlyList<TenantPolicySet>> ReadPatientlyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var work = await database.BeginSystemAsync(cancellationToken);
                return await StandingAsync(work, cancellationToken);
            }
            catch (NpgsqlException e) when (e.IsTransient || e.SqlState == PostgresErrorCodes.AdminShutdown)
            {
                await Task.Delay(options.Value.ReconnectDelay, cancellationToken);
            }
        }
    }
}
