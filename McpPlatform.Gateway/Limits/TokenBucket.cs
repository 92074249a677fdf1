namespace McpPlatform.Gateway.Limits;

/// <summary>
/// A token bucket in one word (GCRA, the generic cell rate algorithm of ITU-T I.371): the moment at which the bucket will be full again. Taking a
/// token moves it by one interval; a token is there while it lies no further ahead than the others of the burst need. No lock, nothing to refill.
/// Whoever takes gives the present, so that the bucket itself has no clock.
/// </summary>
/// <param name="kind">What it limits.</param>
/// <param name="key">Whom or what.</param>
/// <param name="now">The present.</param>
internal sealed class TokenBucket(LimitKind kind, BucketKey key, long now)
{
    /// <summary>The bucket was forgotten: take from a new one.</summary>
    public const long Gone = -1;

    private const long Forgotten = long.MaxValue;
    private long full = now;
    private long interval;
    private int unshared;

    public LimitKind Kind => kind;

    public BucketKey Key => key;

    /// <summary>Time between two tokens, as whoever took last saw it.</summary>
    public long Interval => Volatile.Read(ref interval);

    /// <summary>Takes a token.</summary>
    /// <param name="present">The present.</param>
    /// <param name="between">Time between two tokens.</param>
    /// <param name="ahead">How far ahead of the present the bucket may be full again: one interval less than the burst.</param>
    /// <returns>0 when a token was taken; else how long to wait for one, or <see cref="Gone"/>.</returns>
    public long Take(long present, long between, long ahead)
    {
        while (true)
        {
            var seen = Volatile.Read(ref full);
            if (seen == Forgotten)
            {
                return Gone;
            }

            var from = Math.Max(seen, present);
            if (from - present > ahead)
            {
                return from - present - ahead;
            }

            if (Interlocked.CompareExchange(ref full, from + between, seen) == seen)
            {
                return 0;
            }
        }
    }

    /// <summary>Counts a token that others have to hear of.</summary>
    /// <returns>Whether it is the first since they heard last.</returns>
    public bool Count(long between)
    {
        Volatile.Write(ref interval, between);
        return Interlocked.Increment(ref unshared) == 1;
    }

    /// <summary>Tokens that others have not heard of, who hear of them now.</summary>
    public int TakeUnshared() => Interlocked.Exchange(ref unshared, 0);

    /// <summary>Others have taken too: the bucket will not be full before then.</summary>
    public void RaiseTo(long moment)
    {
        while (true)
        {
            var seen = Volatile.Read(ref full);
            if (seen >= moment || Interlocked.CompareExchange(ref full, moment, seen) == seen)
            {
                return;
            }
        }
    }

    /// <summary>Ends it if it is full, and so no different from a new one.</summary>
    public bool TryForget(long present)
    {
        var seen = Volatile.Read(ref full);
        return seen <= present && Volatile.Read(ref unshared) == 0 && Interlocked.CompareExchange(ref full, Forgotten, seen) == seen;
    }
}

/// <summary>Whose bucket it is.</summary>
/// <param name="Tenant">The tenant; empty where there is none.</param>
/// <param name="Name">A principal, an address or a server.</param>
/// <param name="Part">The tool, where it is about one; else empty.</param>
internal readonly record struct BucketKey(string Tenant, string Name, string Part = "");

/// <summary>What limits.</summary>
internal enum LimitKind
{
    /// <summary>What one principal may send.</summary>
    Key,

    /// <summary>What an address may send without saying who it is.</summary>
    Address,

    /// <summary>What all principals of a tenant together may send.</summary>
    Tenant,

    /// <summary>How often a tenant may call one tool.</summary>
    Tool,

    /// <summary>What a policy says.</summary>
    Policy,
}
