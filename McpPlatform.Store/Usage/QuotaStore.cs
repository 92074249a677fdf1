using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Usage;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Usage;

/// <summary>Quotas by name, and how much of each is used in the present period.</summary>
internal sealed class QuotaStore(PlatformDatabase database, QuotaNews news, TimeProvider time) : IQuotaStore
{
    private const int MostQuotas = 50;

    public async Task<IReadOnlyList<QuotaInfo>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var standing = await QuotaNews.ReadAsync(work, now, cancellationToken);
        return [.. standing.Select(s => QuotaMapping.Info(s.Row, s.Used, now))];
    }

    public async Task<QuotaInfo> PutAsync(Principal by, string name, PutQuota quota, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(quota);
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await UsageCounting.StopAsync(work, cancellationToken);
        var stands = await work.Rows.Quotas.FirstOrDefaultAsync(q => q.TenantId == by.Tenant && q.Name == name, cancellationToken);
        if (stands is null && await work.Rows.Quotas.CountAsync(q => q.TenantId == by.Tenant, cancellationToken) >= MostQuotas)
        {
            throw new ConflictException($"There are {MostQuotas} quotas already, the most there can be. Remove one first.");
        }

        var row = QuotaMapping.New(by, name, quota, now);
        if (stands is not null)
        {
            work.Rows.Remove(stands);
            await work.Rows.SaveChangesAsync(cancellationToken);
            work.Rows.ChangeTracker.Clear();
        }

        work.Rows.Add(row);
        var used = await BeginPeriodAsync(work, row, now, cancellationToken);
        await work.RecordAsync(
            by, EventTypes.QuotaSet, $"quota/{name}", now, cancellationToken, ("scope", row.Scope), ("subject", row.Subject), ("metric", row.Metric),
            ("period", row.Period), ("limit", row.Amount.ToString(CultureInfo.InvariantCulture)), ("enforcement", row.Enforcement));
        await work.CommitAsync(cancellationToken);
        return QuotaMapping.Info(row, used, now);
    }

    public async Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        await UsageCounting.StopAsync(work, cancellationToken);
        if (await work.ExecuteAsync("DELETE FROM quotas WHERE tenant_id = $1 AND name = $2", cancellationToken, by.Tenant, name) == 0)
        {
            return false;
        }

        await work.ExecuteAsync("DELETE FROM quota_periods WHERE tenant_id = $1 AND quota = $2", cancellationToken, by.Tenant, name);
        await work.RecordAsync(by, EventTypes.QuotaRemoved, $"quota/{name}", time.Now(), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return true;
    }

    public Task<IReadOnlyList<StandingQuota>> ReadStandingAsync(CancellationToken cancellationToken) => news.ReadAllAsync(cancellationToken);

    public Task TellReachedAsync(CancellationToken cancellationToken) => news.TellReachedAsync(cancellationToken);

    // Nobody counts meanwhile: the sums of the hours are all there is.
    private static async Task<long> BeginPeriodAsync(UnitOfWork work, QuotaRow quota, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO quota_periods AS p (tenant_id, quota, began_at, used)
            SELECT $1, $2, $3, coalesce(sum(CASE $4 WHEN 'calls' THEN executed WHEN 'bytes' THEN bytes_in + bytes_out ELSE cost_micros END), 0)
            FROM usage WHERE tenant_id = $1 AND hour >= $3 AND (
                $5 = 'tenant' OR ($5 = 'key' AND principal_id = $6) OR ($5 = 'tool' AND $6 IN (upstream, upstream || '/' || tool)))
            RETURNING used
            """;
        var began = QuotaTerms.Began(StoredName.Read<QuotaPeriod>(quota.Period), now);
        await work.ExecuteAsync("DELETE FROM quota_periods WHERE tenant_id = $1 AND quota = $2", cancellationToken, work.Tenant, quota.Name);
        await using var command = work.Command(sql, work.Tenant, quota.Name, began, quota.Metric, quota.Scope, quota.Subject);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
