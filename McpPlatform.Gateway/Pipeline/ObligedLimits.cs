using System.Threading.RateLimiting;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Limits that policies set: one token bucket for each caller, tool and limit.</summary>
internal sealed class ObligedLimits : IDisposable
{
    private readonly PartitionedRateLimiter<Bucket> buckets = PartitionedRateLimiter.Create<Bucket, Bucket>(
        bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, static b => new TokenBucketRateLimiterOptions
        {
            TokenLimit = b.Limit.Times, TokensPerPeriod = 1, ReplenishmentPeriod = b.Limit.Per / b.Limit.Times, QueueLimit = 0,
        }));

    /// <returns>Whether the call is within the limit.</returns>
    public bool TryTake(Principal by, string tool, LimitRate limit)
    {
        using var lease = buckets.AttemptAcquire(new Bucket(by.Tenant, by.Id, tool, limit));
        return lease.IsAcquired;
    }

    public void Dispose() => buckets.Dispose();

    private sealed record Bucket(string Tenant, string Principal, string Tool, LimitRate Limit);
}
