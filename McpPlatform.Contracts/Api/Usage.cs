using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>What calls came to.</summary>
/// <param name="From">The first hour or day that counts.</param>
/// <param name="To">The end, which does not count.</param>
/// <param name="By">What is told apart.</param>
/// <param name="Bucket">In which steps.</param>
/// <param name="Items">By time, then by name; steps without calls are left out.</param>
public sealed record UsageReport(DateTimeOffset From, DateTimeOffset To, UsageBy By, UsageBucket Bucket, IReadOnlyList<UsageFigures> Items);

/// <summary>What the calls of an hour or a day came to.</summary>
/// <param name="Start">When the hour or day began.</param>
/// <param name="Calls">All requests of agents, as many as the audit has.</param>
/// <param name="Executed">Those that reached their tool, prompt or resource; these count for quotas.</param>
/// <param name="Errors">Those that ended in an error, but were not refused.</param>
/// <param name="Refused">Those that a rule or a limit refused.</param>
/// <param name="BytesIn">Size of arguments.</param>
/// <param name="BytesOut">Size of results.</param>
/// <param name="DurationMicroseconds">How long they took together.</param>
/// <param name="CpuMicroseconds">Processor time of sandboxed tools.</param>
/// <param name="Tokens">Tokens that servers stated in the <c>_meta</c> of results.</param>
/// <param name="EstimatedTokens">Tokens of calls for which none were stated, four bytes each.</param>
/// <param name="Cost">What they cost, in the unit of the prices.</param>
public sealed record UsageFigures(
    DateTimeOffset Start, long Calls, long Executed, long Errors, long Refused, long BytesIn, long BytesOut, long DurationMicroseconds,
    long CpuMicroseconds, long Tokens, long EstimatedTokens, decimal Cost)
{
    /// <summary>Who called, where keys are told apart.</summary>
    public string? Key { get; init; }

    /// <summary>The server, where tools are told apart: <c>platform</c> for the platform's own, empty for requests that are about none.</summary>
    public string? Upstream { get; init; }

    /// <summary>The tool, prompt or resource as its server calls it, where tools are told apart.</summary>
    public string? Tool { get; init; }
}

/// <summary>The last minute, over all gateways.</summary>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended.</param>
/// <param name="Items">By calls, most first, at most 100.</param>
public sealed record LiveUsage(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<LiveFigures> Items);

/// <summary>What a key does with a tool in the last minute.</summary>
/// <param name="Key">Who calls.</param>
/// <param name="Method">The method of the protocol.</param>
/// <param name="Calls">All calls.</param>
/// <param name="Errors">Those that ended in an error, but were not refused.</param>
/// <param name="Refused">Those that a rule or a limit refused.</param>
/// <param name="BytesIn">Size of arguments.</param>
/// <param name="BytesOut">Size of results.</param>
/// <param name="DurationMicroseconds">How long they took together.</param>
public sealed record LiveFigures(
    string Key, string Method, long Calls, long Errors, long Refused, long BytesIn, long BytesOut, long DurationMicroseconds)
{
    /// <summary>The tool, prompt or address as the agent calls it; <see langword="null"/> for none.</summary>
    public string? Name { get; init; }

    /// <summary>The server; <see langword="null"/> for the gateway itself.</summary>
    public string? Upstream { get; init; }
}

/// <summary>Which usage is wanted.</summary>
/// <param name="By">What is told apart.</param>
/// <param name="Bucket">In which steps.</param>
/// <param name="From">From when on; <see langword="null"/> for the last 24 hours or 30 days.</param>
/// <param name="To">Until when; <see langword="null"/> for now.</param>
public sealed record UsageQuery(
    UsageBy By = UsageBy.Tenant, UsageBucket Bucket = UsageBucket.Day, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>What is told apart.</summary>
[JsonConverter(typeof(SnakeCaseEnum<UsageBy>))]
public enum UsageBy
{
    /// <summary>Nothing: all of the tenant together.</summary>
    Tenant,

    /// <summary>Tools, prompts and resources.</summary>
    Tool,

    /// <summary>Who called.</summary>
    Key,
}

/// <summary>Steps of time, in UTC.</summary>
[JsonConverter(typeof(SnakeCaseEnum<UsageBucket>))]
public enum UsageBucket
{
    /// <summary>Hours; at most 31 days of them.</summary>
    Hour,

    /// <summary>Days; at most 400.</summary>
    Day,
}
