using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Http;

/// <summary>One token bucket a key, so that no caller slows the others; shared by the HTTP API and the MCP endpoint.</summary>
internal sealed class KeyBuckets(IOptions<GatewayOptions> options) : IDisposable
{
    public PartitionedRateLimiter<string> Limiter { get; } =
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(options.Value)));

    public void Dispose() => Limiter.Dispose();

    private static TokenBucketRateLimiterOptions Bucket(GatewayOptions options) => new()
    {
        TokenLimit = options.Burst,
        TokensPerPeriod = Math.Max(1, options.RequestsPerSecond / 10),
        ReplenishmentPeriod = options.RequestsPerSecond < 10 ? TimeSpan.FromSeconds(1.0 / options.RequestsPerSecond) : TimeSpan.FromMilliseconds(100),
        QueueLimit = 0,
    };
}

/// <summary>Limits the HTTP API; an address has a bucket where there is no key.</summary>
internal sealed class RateLimits(KeyBuckets buckets) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = buckets.Limiter.WithTranslatedKey<HttpContext>(PartitionOf, leaveOpen: true);
        options.OnRejected = RejectAsync;
    }

    private static string PartitionOf(HttpContext context) =>
        context.Features.Get<Caller>()?.Principal.Id ?? $"address:{context.Connection.RemoteIpAddress}";

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Problems.WriteAsync(context.HttpContext, Problems.New(429, $"This key has sent too many requests. Wait {seconds} s."));
    }
}
