using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Limits;

/// <summary>
/// The one kind of limiter: whatever limits how often takes tokens here, by the clock that only goes forward. It decides alone and at once; what
/// other gateways took is told to it meanwhile (<see cref="BucketSharing"/>).
/// </summary>
internal sealed class TokenBuckets
{
    private readonly TimeProvider time;
    private readonly BucketTable[] tables;
    private readonly ConcurrentQueue<TokenBucket> used = new();
    private volatile int shares = 1;
    private volatile bool isShared;

    public TokenBuckets(IOptions<LimitOptions> options, TimeProvider time)
    {
        this.time = time;
        tables = [.. Enum.GetValues<LimitKind>().Select(kind => new BucketTable(kind, options.Value.MaxBuckets, time.TimestampFrequency))];
    }

    /// <summary>Into how many parts the limits are divided: 1 while gateways hear of each other, their number while they do not.</summary>
    public int Shares
    {
        get => shares;
        set => shares = Math.Max(1, value);
    }

    /// <summary>Whether others want to hear what is taken.</summary>
    public bool IsShared
    {
        get => isShared;
        set => isShared = value;
    }

    /// <summary>Takes a token.</summary>
    /// <returns>How long to wait for one; zero when it was taken.</returns>
    public TimeSpan Take(LimitKind kind, in BucketKey key, in Rate rate)
    {
        var now = time.GetTimestamp();
        var whole = (long)Math.Ceiling(time.TimestampFrequency / rate.PerSecond);
        var between = whole * shares;
        var ahead = (Math.Max(1, rate.Burst / shares) - 1) * between;
        while (true)
        {
            var bucket = tables[(int)kind].Find(key, now);
            var wait = bucket.Take(now, between, ahead);
            if (wait == TokenBucket.Gone)
            {
                continue;
            }

            if (wait == 0 && isShared && bucket.Count(whole))
            {
                used.Enqueue(bucket);
            }

            return wait == 0 ? TimeSpan.Zero : time.GetElapsedTime(0, wait) + TimeSpan.FromTicks(1);
        }
    }

    /// <summary>Buckets from which something was taken since they were asked for last, at most so many.</summary>
    public IReadOnlyList<TokenBucket> TakeUsed(int most)
    {
        var taken = new List<TokenBucket>();
        while (taken.Count < most && used.TryDequeue(out var bucket))
        {
            taken.Add(bucket);
        }

        return taken;
    }

    /// <summary>How many buckets of a kind are kept.</summary>
    public int CountOf(LimitKind kind) => tables[(int)kind].Count;
}
