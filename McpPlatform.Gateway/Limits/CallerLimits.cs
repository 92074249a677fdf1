using McpPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Limits;

/// <summary>What may be sent: by one principal, by all of a tenant, and by whoever does not say who it is; over HTTP API and MCP together.</summary>
internal sealed class CallerLimits(TokenBuckets buckets, IOptions<GatewayOptions> gateway, IOptions<LimitOptions> limits)
{
    private readonly Rate key = new(gateway.Value.RequestsPerSecond, gateway.Value.Burst);
    private readonly Rate? tenant = Rate.Of(limits.Value.TenantRequestsPerSecond, limits.Value.TenantBurst);

    /// <returns>The limit that was reached; <see langword="null"/> when none was.</returns>
    public LimitReached? Take(Principal by)
    {
        var wait = buckets.Take(LimitKind.Key, new BucketKey(by.Tenant, by.Id), key);
        if (wait > TimeSpan.Zero)
        {
            return Reached(LimitKind.Key, "This key may send only so many requests", key, wait);
        }

        return tenant is { } rate && (wait = buckets.Take(LimitKind.Tenant, new BucketKey(by.Tenant, ""), rate)) > TimeSpan.Zero
            ? Reached(LimitKind.Tenant, $"All keys of the tenant '{by.Tenant}' together may send only so many requests", rate, wait)
            : null;
    }

    /// <inheritdoc cref="Take(Principal)"/>
    public LimitReached? Take(string address)
    {
        var wait = buckets.Take(LimitKind.Address, new BucketKey("", address), key);
        return wait > TimeSpan.Zero ? Reached(LimitKind.Address, "An address may send only so many requests without a key", key, wait) : null;
    }

    private static LimitReached Reached(LimitKind kind, string who, Rate rate, TimeSpan wait)
    {
        GatewayTelemetry.LimitReached(LimitReached.NameOf(kind));
        return LimitReached.Of(kind, who, rate, wait);
    }
}
