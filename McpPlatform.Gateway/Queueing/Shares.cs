using System.Collections.Concurrent;

namespace McpPlatform.Gateway.Queueing;

/// <summary>How many places a tenant holds, counted without a lock.</summary>
internal sealed class TenantShare
{
    private int held;

    public int Held => Volatile.Read(ref held);

    public bool TryTake(int most)
    {
        var now = Volatile.Read(ref held);
        while (now < most)
        {
            var seen = Interlocked.CompareExchange(ref held, now + 1, now);
            if (seen == now)
            {
                return true;
            }

            now = seen;
        }

        return false;
    }

    public void GiveBack() => Interlocked.Decrement(ref held);
}

/// <summary>How many places one caller of a tenant holds.</summary>
/// <param name="tenant">The tenant.</param>
internal sealed class CallerShare(TenantShare tenant)
{
    private int held;

    public TenantShare Tenant => tenant;

    public int Held => Volatile.Read(ref held);

    public void Take() => Interlocked.Increment(ref held);

    public void GiveBack()
    {
        Interlocked.Decrement(ref held);
        tenant.GiveBack();
    }
}

/// <summary>
/// The shares of all tenants and callers. Callers come and go, so when too many are known all are forgotten: what they hold still counts for their
/// tenants, and one that holds places then is served once more than is its due.
/// </summary>
internal sealed class Shares
{
    private const int MostCallers = 10_000;
    private readonly ConcurrentDictionary<string, TenantShare> tenants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Tenant, string Caller), CallerShare> callers = new();
    private int known;

    /// <summary>All tenants; there are as many as the installation has.</summary>
    public IEnumerable<TenantShare> Tenants => tenants.Select(t => t.Value);

    public TenantShare Of(string tenant) => tenants.TryGetValue(tenant, out var share) ? share : tenants.GetOrAdd(tenant, static _ => new TenantShare());

    public CallerShare Of(string tenant, string caller) => callers.TryGetValue((tenant, caller), out var share) ? share : Add(tenant, caller);

    private CallerShare Add(string tenant, string caller)
    {
        if (Interlocked.Increment(ref known) > MostCallers)
        {
            Interlocked.Exchange(ref known, 1);
            callers.Clear();
        }

        return callers.GetOrAdd((tenant, caller), static (_, of) => new CallerShare(of), Of(tenant));
    }
}
