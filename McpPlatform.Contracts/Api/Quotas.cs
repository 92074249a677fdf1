using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>A quota: how much may be used in a day or a month. A budget is a quota of cost.</summary>
/// <param name="Name">Its name, unique in the tenant.</param>
/// <param name="Scope">What it is about.</param>
/// <param name="Metric">What it counts.</param>
/// <param name="Period">In which time, in UTC.</param>
/// <param name="Limit">How much: calls, bytes, or units of the prices.</param>
/// <param name="Enforcement">What happens when it is used up.</param>
/// <param name="Used">How much of it is used in this period.</param>
/// <param name="ResetsAt">When the next period begins.</param>
/// <param name="ChangedBy">Who set it last.</param>
/// <param name="ChangedAt">When.</param>
public sealed record QuotaInfo(
    string Name, QuotaScope Scope, QuotaMetric Metric, QuotaPeriod Period, decimal Limit, QuotaEnforcement Enforcement, decimal Used, DateTimeOffset ResetsAt,
    string ChangedBy, DateTimeOffset ChangedAt)
{
    /// <summary>The principal, the server or the tool it is about; <see langword="null"/> for the whole tenant.</summary>
    public string? Subject { get; init; }

    /// <summary>At how many percent of it an event tells; 100 where it tells only that it is used up.</summary>
    public required int WarnAtPercent { get; init; }
}

/// <summary>What a quota becomes.</summary>
/// <param name="Scope">What it is about.</param>
/// <param name="Metric">What it counts.</param>
/// <param name="Period">In which time, in UTC.</param>
/// <param name="Limit">How much, 0 to 1,000,000,000,000: calls, bytes, or units of the prices, these to a millionth. 0 allows nothing.</param>
/// <param name="Subject">
/// For a key, the id of the principal as the audit has it, such as <c>key:018f…</c>; for a tool <c>server/tool</c>, or <c>server</c> for all its tools
/// together; <see langword="null"/> for the tenant.
/// </param>
/// <param name="Enforcement">What happens when it is used up.</param>
/// <param name="WarnAtPercent">At how many percent of it an event tells, 1 to 100; 100 tells only that it is used up.</param>
public sealed record PutQuota(
    QuotaScope Scope, QuotaMetric Metric, QuotaPeriod Period, decimal Limit, string? Subject = null, QuotaEnforcement Enforcement = QuotaEnforcement.Hard,
    int WarnAtPercent = 80);

/// <summary>What a quota is about.</summary>
[JsonConverter(typeof(SnakeCaseEnum<QuotaScope>))]
public enum QuotaScope
{
    /// <summary>All calls of the tenant.</summary>
    Tenant,

    /// <summary>Calls of one principal.</summary>
    Key,

    /// <summary>Calls of one tool, or of all tools of one server.</summary>
    Tool,
}

/// <summary>What a quota counts.</summary>
[JsonConverter(typeof(SnakeCaseEnum<QuotaMetric>))]
public enum QuotaMetric
{
    /// <summary>Calls that reached their tool, prompt or resource.</summary>
    Calls,

    /// <summary>Bytes of arguments and results.</summary>
    Bytes,

    /// <summary>What calls cost.</summary>
    Cost,
}

/// <summary>In which time, in UTC.</summary>
[JsonConverter(typeof(SnakeCaseEnum<QuotaPeriod>))]
public enum QuotaPeriod
{
    /// <summary>A day.</summary>
    Day,

    /// <summary>A month of the calendar.</summary>
    Month,
}

/// <summary>What happens when a quota is used up.</summary>
[JsonConverter(typeof(SnakeCaseEnum<QuotaEnforcement>))]
public enum QuotaEnforcement
{
    /// <summary>Calls are refused until the next period.</summary>
    Hard,

    /// <summary>An event tells, and calls go on.</summary>
    Soft,
}
