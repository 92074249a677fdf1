using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Http;

/// <summary>One token bucket a key (an address, where there is no key), so that no caller slows the others.</summary>
internal sealed class RateLimits(IOptions<GatewayOptions> options) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetTokenBucketLimiter(PartitionOf(context), _ => Bucket()));
        options.OnRejected = RejectAsync;
    }

    private static string PartitionOf(HttpContext context) =>
        context.Features.Get<Caller>()?.Principal.Id ?? $"address:{context.Connection.RemoteIpAddress}";

    private TokenBucketRateLimiterOptions Bucket() => new()
    {
        TokenLimit = options.Value.Burst,
        TokensPerPeriod = Math.Max(1, options.Value.RequestsPerSecond / 10),
        ReplenishmentPeriod = options.Value.RequestsPerSecond < 10 ? TimeSpan.FromSeconds(1.0 / options.Value.RequestsPerSecond) : TimeSpan.FromMilliseconds(100),
        QueueLimit = 0,
    };

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Problems.WriteAsync(context.HttpContext, Problems.New(429, $"This key has sent too many requests. Wait {seconds} s."));
    }
}
