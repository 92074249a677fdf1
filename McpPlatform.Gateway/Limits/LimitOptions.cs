using System.ComponentModel.DataAnnotations;

namespace McpPlatform.Gateway.Limits;

/// <summary>Limits beside those of a key, which stand in <see cref="GatewayOptions"/>; section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Requests all keys of a tenant together may send each second in the long run; <see langword="null"/> for as many as each key may.</summary>
    [Range(0.001, 1_000_000)]
    public double? TenantRequestsPerSecond { get; set; }

    /// <summary>Requests they may send at once; <see langword="null"/> for those of a second.</summary>
    [Range(1, 1_000_000)]
    public int? TenantBurst { get; set; }

    /// <summary>Calls each second in the long run of one tool by one tenant, where its server says nothing else; <see langword="null"/> for no limit.</summary>
    [Range(0.001, 1_000_000)]
    public double? ToolCallsPerSecond { get; set; }

    /// <summary>Such calls at once; <see langword="null"/> for those of a second.</summary>
    [Range(1, 1_000_000)]
    public int? ToolBurst { get; set; }

    /// <summary>Most buckets of each kind that are kept apart; those beyond share one.</summary>
    [Range(1, 10_000_000)]
    public int MaxBuckets { get; set; } = 100_000;
}
