using System.Collections.Frozen;
using McpPlatform.Core.Usage;

namespace McpPlatform.Gateway.Metering;

/// <summary>The quotas of all tenants, in memory: calls look here and wait for nobody.</summary>
internal sealed class QuotaBook
{
    private volatile FrozenDictionary<string, QuotaCounter[]> tenants = FrozenDictionary<string, QuotaCounter[]>.Empty;

    /// <summary>Lets a call through all quotas that count it, or none.</summary>
    /// <returns>The hard quota that is used up; <see langword="null"/> when the call may go on.</returns>
    public QuotaCounter? Admit(string tenant, string principal, string server, string tool, DateTimeOffset now)
    {
        var counters = Of(tenant);
        for (var i = 0; i < counters.Length; i++)
        {
            if (counters[i].AppliesTo(principal, server, tool) && !counters[i].TryAdmit(now))
            {
                Return(counters.AsSpan(0, i), principal, server, tool, now);
                return counters[i];
            }
        }

        return null;
    }

    /// <summary>A call that was let through was not executed after all.</summary>
    public void Return(string tenant, string principal, string server, string tool, DateTimeOffset now) =>
        Return(Of(tenant), principal, server, tool, now);

    /// <summary>Counts what a call came to.</summary>
    public void Count(string tenant, string principal, string server, string tool, DateTimeOffset now, long bytes, long costMicros)
    {
        foreach (var counter in Of(tenant))
        {
            if (counter.AppliesTo(principal, server, tool))
            {
                counter.Count(now, bytes, costMicros);
            }
        }
    }

    /// <summary>Remembers what is known before the database is asked.</summary>
    public void Mark()
    {
        foreach (var counter in tenants.Values.SelectMany(counters => counters))
        {
            counter.Mark();
        }
    }

    /// <summary>Takes what the database says: quotas that are the same go on counting, others begin with what it knows.</summary>
    public void Take(IReadOnlyList<StandingQuota> standing)
    {
        var known = tenants.Values.SelectMany(counters => counters).ToDictionary(c => c.Quota);
        tenants = standing.GroupBy(s => s.Quota.Tenant).ToFrozenDictionary(
            tenant => tenant.Key, tenant => tenant.Select(s => Counter(known, s)).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The quotas of a tenant; empty for none.</summary>
    public IReadOnlyList<QuotaCounter> Counters(string tenant) => Of(tenant);

    private QuotaCounter[] Of(string tenant) => tenants.TryGetValue(tenant, out var counters) ? counters : [];

    private static QuotaCounter Counter(Dictionary<TenantQuota, QuotaCounter> known, StandingQuota standing)
    {
        if (!known.TryGetValue(standing.Quota, out var counter))
        {
            return new QuotaCounter(standing.Quota, standing.PeriodBegan, standing.Used);
        }

        counter.Take(standing.PeriodBegan, standing.Used);
        return counter;
    }

    private static void Return(ReadOnlySpan<QuotaCounter> counters, string principal, string server, string tool, DateTimeOffset now)
    {
        foreach (var counter in counters)
        {
            if (counter.AppliesTo(principal, server, tool))
            {
                counter.Return(now);
            }
        }
    }
}
