using System.Globalization;
using System.Threading.RateLimiting;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>One token bucket a principal, the same as at the HTTP API.</summary>
internal sealed class CallLimits(KeyBuckets buckets)
{
    /// <exception cref="McpErrorException">The caller has sent too much.</exception>
    public void Take(Call call)
    {
        using var lease = buckets.Limiter.AttemptAcquire(call.By.Id);
        if (!lease.IsAcquired)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            throw new McpErrorException(ErrorCodes.TooMany, string.Create(
                CultureInfo.InvariantCulture, $"This key has sent too many requests. Wait {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s."));
        }
    }
}
