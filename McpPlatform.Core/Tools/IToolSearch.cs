namespace McpPlatform.Core.Tools;

/// <summary>Finds approved tools by words, and remembers how calls of them went.</summary>
public interface IToolSearch
{
    /// <summary>Finds tools whose name, title, description or arguments hold the words, or words like them; best first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="query">Plain words, at most 1,000 characters are looked at.</param>
    /// <param name="servers">Where to look; <see langword="null"/> for all.</param>
    /// <param name="limit">Most tools, 1 to 500.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<FoundTool>> FindAsync(string tenant, string query, IReadOnlyCollection<string>? servers, int limit, CancellationToken cancellationToken);

    /// <summary>Adds how calls went. What is long past counts less and less.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="outcomes">Calls by tool.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task AddAsync(string tenant, IReadOnlyList<ToolOutcomes> outcomes, CancellationToken cancellationToken);
}

/// <summary>A tool that was found.</summary>
/// <param name="Upstream">Its upstream.</param>
/// <param name="Name">What the upstream calls it.</param>
/// <param name="Relevance">How well it fits the words; greater than 0.</param>
/// <param name="SuccessRate">Share of its calls that succeeded, 0 to 1; a tool nobody has called counts as good.</param>
public sealed record FoundTool(string Upstream, string Name, double Relevance, double SuccessRate);

/// <summary>How calls of a tool went.</summary>
/// <param name="Upstream">Its upstream.</param>
/// <param name="Name">What the upstream calls it.</param>
/// <param name="Calls">How many there were.</param>
/// <param name="Failures">How many of them failed.</param>
public sealed record ToolOutcomes(string Upstream, string Name, int Calls, int Failures);
