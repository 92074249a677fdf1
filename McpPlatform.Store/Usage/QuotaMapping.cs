using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Usage;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;

namespace McpPlatform.Store.Usage;

/// <summary>Quotas as rows, and rows as quotas.</summary>
internal static class QuotaMapping
{
    public static QuotaRow New(Principal by, string name, PutQuota quota, DateTimeOffset now) => new()
    {
        TenantId = by.Tenant, Name = name, Scope = StoredName.Of(quota.Scope), Subject = quota.Subject ?? "", Metric = StoredName.Of(quota.Metric),
        Period = StoredName.Of(quota.Period), Enforcement = StoredName.Of(quota.Enforcement), Amount = quota.Limit,
        Most = QuotaTerms.Whole(quota.Metric, quota.Limit), WarnAtPercent = quota.WarnAtPercent, ChangedBy = by.Name, ChangedAt = now,
    };

    public static TenantQuota Quota(QuotaRow row) => new(row.TenantId, row.Name, Terms(row), row.Most);

    public static QuotaInfo Info(QuotaRow row, long used, DateTimeOffset now)
    {
        var terms = Terms(row);
        return new QuotaInfo(
            row.Name, terms.Scope, terms.Metric, terms.Period, terms.Limit, terms.Enforcement, QuotaTerms.Amount(terms.Metric, used),
            QuotaTerms.Ends(terms.Period, QuotaTerms.Began(terms.Period, now)), row.ChangedBy, row.ChangedAt)
        {
            Subject = terms.Subject, WarnAtPercent = terms.WarnAtPercent,
        };
    }

    private static PutQuota Terms(QuotaRow row) => new(
        StoredName.Read<QuotaScope>(row.Scope), StoredName.Read<QuotaMetric>(row.Metric), StoredName.Read<QuotaPeriod>(row.Period), row.Amount,
        row.Subject.Length == 0 ? null : row.Subject, StoredName.Read<QuotaEnforcement>(row.Enforcement), row.WarnAtPercent);
}
