using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Tools of upstreams.</content>
public sealed partial class PlatformClient
{
    /// <summary>Lists tools of upstreams by upstream and name.</summary>
    /// <param name="state">Only those in this state; <see langword="null"/> for all.</param>
    /// <param name="upstream">Only those of this upstream; <see langword="null"/> for all.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<ToolInfo>> ListToolsAsync(
        ToolState? state = null, string? upstream = null, string? cursor = null, int limit = 200, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(
            Paged(Root + "tools", cursor, limit, ("state", state?.ToString().ToLowerInvariant()), ("upstream", upstream)),
            ContractsJson.Default.PageToolInfo, cancellationToken);

    /// <summary>One tool with both definitions and what changed between them.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The tool.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ToolDetail> GetToolAsync(string upstream, string name, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Tool(upstream, name), ContractsJson.Default.ToolDetail, cancellationToken);

    /// <summary>Approves the definition that a tool's upstream offers; 409 when it is another than the one that was looked at.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The tool.</param>
    /// <param name="hash">Hash of the definition that was looked at.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ToolDetail> ApproveToolAsync(string upstream, string name, string hash, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Tool(upstream, name) + "/approve", new DecideTool(hash), ContractsJson.Default.DecideTool, ContractsJson.Default.ToolDetail, cancellationToken);

    /// <summary>Rejects the definition that a tool's upstream offers, or takes its approval back; 409 when it is another than the one that was looked at.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The tool.</param>
    /// <param name="hash">Hash of the definition that was looked at.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<ToolDetail> RejectToolAsync(string upstream, string name, string hash, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Tool(upstream, name) + "/reject", new DecideTool(hash), ContractsJson.Default.DecideTool, ContractsJson.Default.ToolDetail, cancellationToken);

    private static string Tool(string upstream, string name) => $"{Root}tools/{Escape(upstream)}/{Escape(name)}";
}
