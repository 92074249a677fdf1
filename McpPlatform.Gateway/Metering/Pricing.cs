using McpPlatform.Contracts.Api;

namespace McpPlatform.Gateway.Metering;

/// <summary>What calls cost.</summary>
internal static class Pricing
{
    private const decimal Micros = 1_000_000;
    private const decimal Megabyte = 1_000_000;
    private const decimal Thousand = 1_000;

    /// <summary>The cost of one call, in millionths of the prices' unit, rounded up: what costs is never free.</summary>
    public static long CostMicros(UpstreamPrice price, long bytes, long tokens)
    {
        var cost = price.PerCall + (price.PerMegabyte * bytes / Megabyte) + (price.PerThousandTokens * tokens / Thousand);
        return cost == 0 ? 0 : (long)Math.Ceiling(cost * Micros);
    }
}
