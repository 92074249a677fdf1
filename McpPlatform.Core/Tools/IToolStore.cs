using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Tools;

/// <summary>Keeps the tools of upstreams with their approved and offered definitions. Removing an upstream removes its tools.</summary>
public interface IToolStore
{
    /// <summary>What is decided about the tools of an upstream, by name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyDictionary<string, ToolPin>> PinsAsync(string tenant, string upstream, CancellationToken cancellationToken);

    /// <summary>Names of the tools that the other upstreams of a tenant offer, at most 20,000.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="upstream">The upstream that is left out.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<ToolName>> NeighboursAsync(string tenant, string upstream, CancellationToken cancellationToken);

    /// <summary>
    /// Notes what an upstream offers and what no more, with the events, and wakes those who follow. Only differences need to be given. Nothing
    /// is kept of an upstream that is gone.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="seen">What is new or different.</param>
    /// <param name="gone">Names of tools that are offered no more.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What <see cref="PinsAsync"/> answers afterwards.</returns>
    Task<IReadOnlyDictionary<string, ToolPin>> SeeAsync(
        string tenant, string upstream, IReadOnlyList<SeenTool> seen, IReadOnlyList<string> gone, CancellationToken cancellationToken);

    /// <summary>Lists tools by upstream and name.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<ToolInfo>> ListAsync(string tenant, ToolFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>One tool with both definitions; <see langword="null"/> when there is none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The tool.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<StoredTool?> FindAsync(string tenant, string upstream, string name, CancellationToken cancellationToken);

    /// <summary>Approves or rejects what is offered, with the event, and wakes those who follow.</summary>
    /// <param name="by">Who.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The tool.</param>
    /// <param name="hash">Hash of the definition that was looked at.</param>
    /// <param name="approve">Yes or no.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What it is now; <see langword="null"/> when there is no such tool.</returns>
    /// <exception cref="ConflictException">Something else is offered by now.</exception>
    Task<StoredTool?> DecideAsync(Principal by, string upstream, string name, string hash, bool approve, CancellationToken cancellationToken);

    /// <summary>Tells whose tools were decided about or seen changed, by whichever gateway. Several changes may come as one.</summary>
    /// <param name="cancellationToken">Ends the following.</param>
    IAsyncEnumerable<ToolNews> FollowAsync(CancellationToken cancellationToken);
}

/// <summary>A tool whose definition is new or different.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Findings">What is suspicious about it.</param>
public sealed record SeenTool(ToolDefinition Definition, IReadOnlyList<DefinitionFinding> Findings);

/// <summary>A tool as it is kept.</summary>
/// <param name="Info">The tool.</param>
/// <param name="ApprovedJson">The approved definition; <see langword="null"/> for none.</param>
/// <param name="OfferedJson">The definition that is offered instead; <see langword="null"/> for none.</param>
public sealed record StoredTool(ToolInfo Info, string? ApprovedJson, string? OfferedJson);

/// <summary>Which tools.</summary>
/// <param name="State">Only those in this state; <see langword="null"/> for all.</param>
/// <param name="Upstream">Only those of this upstream; <see langword="null"/> for all.</param>
public sealed record ToolFilter(ToolState? State, string? Upstream);

/// <summary>Whose tools have news.</summary>
/// <param name="Tenant">The tenant; <see langword="null"/> for all.</param>
/// <param name="Upstream">The upstream; <see langword="null"/> for all.</param>
public sealed record ToolNews(string? Tenant, string? Upstream);
