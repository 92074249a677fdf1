using System.Collections.Concurrent;

namespace McpPlatform.Gateway.Limits;

/// <summary>
/// The buckets of one kind. Full ones are forgotten when others come, and there are never more than so many: those who come then share one, so
/// that inventing names neither fills the memory nor gets past the limit.
/// </summary>
internal sealed class BucketTable(LimitKind kind, int most, long sweepEvery)
{
    private readonly ConcurrentDictionary<BucketKey, TokenBucket> buckets = new();
    private readonly BucketKey shared = new("", "");
    private int count;
    private long swept;

    public int Count => Volatile.Read(ref count);

    public TokenBucket Find(in BucketKey key, long now) => buckets.TryGetValue(key, out var bucket) ? bucket : Add(key, now);

    private TokenBucket Add(BucketKey key, long now)
    {
        Sweep(now);
        if (Count >= most)
        {
            return buckets.GetOrAdd(shared, static (shared, begin) => new TokenBucket(begin.kind, shared, begin.now), (kind, now));
        }

        var added = new TokenBucket(kind, key, now);
        var stands = buckets.GetOrAdd(key, added);
        if (stands == added)
        {
            Interlocked.Increment(ref count);
        }

        return stands;
    }

    private void Sweep(long now)
    {
        var last = Volatile.Read(ref swept);
        if (now - last < sweepEvery || Interlocked.CompareExchange(ref swept, now, last) != last)
        {
            return;
        }

        foreach (var (key, bucket) in buckets)
        {
            if (bucket.TryForget(now) && buckets.TryRemove(KeyValuePair.Create(key, bucket)) && key != shared)
            {
                Interlocked.Decrement(ref count);
            }
        }
    }
}
