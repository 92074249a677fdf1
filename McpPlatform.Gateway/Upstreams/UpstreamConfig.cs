using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>An upstream as it was registered, with its secrets filled in. It never leaves the process.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its MCP endpoint.</param>
/// <param name="Prefix">Before the names of its tools and prompts; empty for none.</param>
/// <param name="Era">What it speaks; <see langword="null"/> finds out.</param>
/// <param name="Headers">Headers of each request.</param>
/// <param name="Timeout">Longest silence of a call.</param>
/// <param name="MaxConcurrency">Most calls at once.</param>
/// <param name="Problem">Why it cannot be used as it is registered; <see langword="null"/> when it can.</param>
internal sealed record UpstreamConfig(
    string Tenant, string Name, Uri Url, string Prefix, Era? Era, IReadOnlyDictionary<string, string> Headers, TimeSpan Timeout, int MaxConcurrency,
    string? Problem = null);
