using McpPlatform.Contracts.Api;
using McpPlatform.Core.Usage;

namespace McpPlatform.Gateway.Metering;

/// <summary>
/// How much of a quota is used in the present period, as far as this gateway knows: what the database said last, and what was let through here
/// since. It only grows within a period, so that a gateway alone is exact; what others let through comes with <see cref="Take"/>.
/// </summary>
internal sealed class QuotaCounter(TenantQuota quota, DateTimeOffset began, long used)
{
    private readonly bool isHard = quota.Terms.Enforcement == QuotaEnforcement.Hard;
    private Period period = new(began, QuotaTerms.Ends(quota.Terms.Period, began), used);

    public TenantQuota Quota => quota;

    /// <summary>When the present period ends.</summary>
    public DateTimeOffset ResetsAt => Volatile.Read(ref period).Ends;

    /// <summary>How much is used.</summary>
    public long Used => Volatile.Read(ref Volatile.Read(ref period).Used);

    /// <summary>Whether a call counts for it.</summary>
    public bool AppliesTo(string principal, string server, string tool) => quota.Terms.Scope switch
    {
        QuotaScope.Tenant => true,
        QuotaScope.Key => quota.Terms.Subject == principal,
        _ => IsTool(quota.Terms.Subject, server, tool),
    };

    /// <summary>Lets a call through, and counts it where calls are what is counted.</summary>
    /// <returns>Whether it may go on; only a hard quota says no.</returns>
    public bool TryAdmit(DateTimeOffset now)
    {
        var present = At(now);
        if (quota.Terms.Metric != QuotaMetric.Calls)
        {
            return !isHard || Volatile.Read(ref present.Used) < quota.Limit;
        }

        if (Interlocked.Increment(ref present.Used) <= quota.Limit || !isHard)
        {
            return true;
        }

        Interlocked.Decrement(ref present.Used);
        return false;
    }

    /// <summary>A call that was let through was not executed after all.</summary>
    public void Return(DateTimeOffset now)
    {
        if (quota.Terms.Metric == QuotaMetric.Calls)
        {
            Interlocked.Decrement(ref At(now).Used);
        }
    }

    /// <summary>Counts what a call came to.</summary>
    public void Count(DateTimeOffset now, long bytes, long costMicros)
    {
        var amount = quota.Terms.Metric switch { QuotaMetric.Bytes => bytes, QuotaMetric.Cost => costMicros, _ => 0 };
        if (amount > 0)
        {
            Interlocked.Add(ref At(now).Used, amount);
        }
    }

    /// <summary>Remembers what is known before the database is asked.</summary>
    public void Mark()
    {
        var present = Volatile.Read(ref period);
        present.Marked = Volatile.Read(ref present.Used);
    }

    /// <summary>The database knows of more than was known when it was asked: others let it through.</summary>
    public void Take(DateTimeOffset periodBegan, long stored)
    {
        var present = At(periodBegan);
        if (present.Began == periodBegan && stored > present.Marked)
        {
            Interlocked.Add(ref present.Used, stored - present.Marked);
        }
    }

    // A clock that is put back goes on with the period it had.
    private Period At(DateTimeOffset now)
    {
        var present = Volatile.Read(ref period);
        if (now < present.Ends)
        {
            return present;
        }

        var from = QuotaTerms.Began(quota.Terms.Period, now);
        var next = new Period(from, QuotaTerms.Ends(quota.Terms.Period, from), 0);
        var stands = Interlocked.CompareExchange(ref period, next, present);
        return stands == present ? next : stands;
    }

    private static bool IsTool(string? subject, string server, string tool) =>
        subject is not null && subject.StartsWith(server, StringComparison.Ordinal) && server.Length > 0 && (subject.Length == server.Length
            || (subject[server.Length] == '/' && subject.AsSpan(server.Length + 1).SequenceEqual(tool)));

    private sealed class Period(DateTimeOffset began, DateTimeOffset ends, long used)
    {
        public readonly DateTimeOffset Began = began;
        public readonly DateTimeOffset Ends = ends;
        public long Used = used;

        // Until it is marked, nothing can be told from it.
        public long Marked = long.MaxValue;
    }
}
