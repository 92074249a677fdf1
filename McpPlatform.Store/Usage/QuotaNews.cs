using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Usage;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Usage;

/// <summary>Where the quotas stand: read by every gateway every second, and told once when one is nearly or wholly used up.</summary>
internal sealed class QuotaNews(PlatformDatabase database, TimeProvider time)
{
    private const string Actor = "service:gateway";

    /// <summary>The quotas of the tenant or tenants that the transaction sees, by tenant and name.</summary>
    public static async Task<IReadOnlyList<(QuotaRow Row, long Used)>> ReadAsync(UnitOfWork work, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await work.Rows.Quotas.AsNoTracking().OrderBy(q => q.TenantId).ThenBy(q => q.Name).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return [];
        }

        var used = new Dictionary<(string, string, DateTimeOffset), long>();
        await using var command = work.Command(
            "SELECT tenant_id, quota, began_at, used FROM quota_periods WHERE began_at IN ($1, $2)", QuotaTerms.Began(QuotaPeriod.Day, now),
            QuotaTerms.Began(QuotaPeriod.Month, now));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            used[(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2))] = reader.GetInt64(3);
        }

        return [.. rows.Select(r => (r, used.GetValueOrDefault((r.TenantId, r.Name, QuotaTerms.Began(StoredName.Read<QuotaPeriod>(r.Period), now)))))];
    }

    public async Task<IReadOnlyList<StandingQuota>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        return [.. (await ReadAsync(work, now, cancellationToken)).Select(q => new StandingQuota(
            QuotaMapping.Quota(q.Row), QuotaTerms.Began(StoredName.Read<QuotaPeriod>(q.Row.Period), now), q.Used))];
    }

    public async Task TellReachedAsync(CancellationToken cancellationToken)
    {
        await TellAsync(EventTypes.QuotaWarned, "warned_at", "p.used >= ceil(q.most * q.warn_at_percent / 100.0) AND q.warn_at_percent < 100 AND q.most > 0", cancellationToken);
        await TellAsync(EventTypes.QuotaReached, "reached_at", "p.used >= q.most", cancellationToken);
    }

    // Whichever gateway comes first marks the period; the mark and the event are one transaction.
    private async Task TellAsync(string type, string mark, string condition, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var told = new List<(string Tenant, string Quota, Dictionary<string, string> Data)>();
        await using (var command = work.Command(
            $"""
            UPDATE quota_periods p SET {mark} = $1 FROM quotas q
            WHERE p.tenant_id = q.tenant_id AND p.quota = q.name AND p.{mark} IS NULL AND p.began_at = date_trunc(q.period, $1, 'UTC') AND {condition}
            RETURNING p.tenant_id, p.quota, p.used, q.most, q.metric
            """, now))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var metric = StoredName.Read<QuotaMetric>(reader.GetString(4));
                told.Add((reader.GetString(0), reader.GetString(1), EventRecording.Map(
                    ("used", Text(metric, reader.GetInt64(2))), ("limit", Text(metric, reader.GetInt64(3))), ("metric", reader.GetString(4)))));
            }
        }

        foreach (var (tenant, quota, data) in told)
        {
            await work.ActForAsync(tenant, cancellationToken);
            await work.RecordAsync([new NewEvent(type, $"quota/{quota}", Actor, now, data)], cancellationToken);
        }

        await work.CommitAsync(cancellationToken);
    }

    private static string Text(QuotaMetric metric, long whole) => QuotaTerms.Amount(metric, whole).ToString(CultureInfo.InvariantCulture);
}
