using McpPlatform.Contracts.Api;

namespace McpPlatform.Gateway.Metering;

/// <summary>Settings of metering; section <c>Metering</c>.</summary>
internal sealed class MeteringOptions
{
    public const string Section = "Metering";

    /// <summary>What a call of a server's tool costs, where its definition says nothing.</summary>
    public decimal PricePerCall { get; set; }

    /// <summary>What a million bytes of its arguments and results cost.</summary>
    public decimal PricePerMegabyte { get; set; }

    /// <summary>What a thousand tokens cost.</summary>
    public decimal PricePerThousandTokens { get; set; }

    /// <summary>How long sums are kept.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How often a gateway hears what others let through of a quota.</summary>
    public TimeSpan QuotaInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The prices as a definition has them.</summary>
    public UpstreamPrice Price => new(PricePerCall, PricePerMegabyte, PricePerThousandTokens);
}
