namespace McpPlatform.Gateway.Queueing;

/// <summary>Those of one priority who wait, by tenant and caller. A tenant or caller who begins to wait takes the last turn.</summary>
internal sealed class ClassLine
{
    private readonly Dictionary<TenantShare, TenantLine> tenants = [];
    private long turn;

    public int Count { get; private set; }

    public int CountOf(TenantShare tenant) => tenants.TryGetValue(tenant, out var line) ? line.Count : 0;

    public int CountOf(CallerShare caller) => tenants.TryGetValue(caller.Tenant, out var line) && line.Callers.TryGetValue(caller, out var own) ? own.Waiters.Count : 0;

    public void Add(Waiter waiter)
    {
        if (!tenants.TryGetValue(waiter.Caller.Tenant, out var tenant))
        {
            tenants[waiter.Caller.Tenant] = tenant = new TenantLine { Turn = ++turn };
        }

        if (!tenant.Callers.TryGetValue(waiter.Caller, out var caller))
        {
            tenant.Callers[waiter.Caller] = caller = new CallerLine { Turn = ++turn };
        }

        caller.Waiters.AddLast(waiter);
        tenant.Count++;
        Count++;
    }

    public bool Remove(Waiter waiter)
    {
        if (!tenants.TryGetValue(waiter.Caller.Tenant, out var tenant) || !tenant.Callers.TryGetValue(waiter.Caller, out var caller) || !caller.Waiters.Remove(waiter))
        {
            return false;
        }

        if (caller.Waiters.Count == 0)
        {
            tenant.Callers.Remove(waiter.Caller);
        }

        if (--tenant.Count == 0)
        {
            tenants.Remove(waiter.Caller.Tenant);
        }

        Count--;
        return true;
    }

    public void Serve(Waiter waiter)
    {
        var tenant = tenants[waiter.Caller.Tenant];
        tenant.Turn = ++turn;
        tenant.Callers[waiter.Caller].Turn = ++turn;
        Remove(waiter);
    }

    /// <summary>Who is next; <see langword="null"/> where nobody waits whose tenant may have another place.</summary>
    public Waiter? Next(int mostOfTenant)
    {
        TenantLine? least = null;
        var (held, since) = (mostOfTenant, long.MaxValue);
        foreach (var (share, tenant) in tenants)
        {
            if (share.Held < held || (share.Held == held && held < mostOfTenant && tenant.Turn < since))
            {
                (least, held, since) = (tenant, share.Held, tenant.Turn);
            }
        }

        return least?.Next();
    }

    private sealed class TenantLine
    {
        public Dictionary<CallerShare, CallerLine> Callers { get; } = [];

        public int Count { get; set; }

        public long Turn { get; set; }

        public Waiter Next()
        {
            CallerLine? least = null;
            var (held, since) = (int.MaxValue, long.MaxValue);
            foreach (var (share, caller) in Callers)
            {
                if (share.Held < held || (share.Held == held && caller.Turn < since))
                {
                    (least, held, since) = (caller, share.Held, caller.Turn);
                }
            }

            return least!.Waiters.First!.Value;
        }
    }

    private sealed class CallerLine
    {
        public LinkedList<Waiter> Waiters { get; } = [];

        public long Turn { get; set; }
    }
}
