using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Upstreams.</content>
public sealed partial class PlatformClient
{
    /// <summary>Lists upstreams by name.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<UpstreamInfo>> ListUpstreamsAsync(string? cursor = null, int limit = 200, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "upstreams", cursor, limit), ContractsJson.Default.PageUpstreamInfo, cancellationToken);

    /// <summary>One upstream.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<UpstreamInfo> GetUpstreamAsync(string name, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Upstream(name), ContractsJson.Default.UpstreamInfo, cancellationToken);

    /// <summary>Adds an upstream.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<UpstreamInfo> AddUpstreamAsync(AddUpstream upstream, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "upstreams", upstream, ContractsJson.Default.AddUpstream, ContractsJson.Default.UpstreamInfo, cancellationToken);

    /// <summary>Replaces what an upstream is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="upstream">What it becomes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<UpstreamInfo> ChangeUpstreamAsync(string name, ChangeUpstream upstream, CancellationToken cancellationToken = default) =>
        gateway.PutAsync(Upstream(name), upstream, ContractsJson.Default.ChangeUpstream, ContractsJson.Default.UpstreamInfo, cancellationToken);

    /// <summary>Removes an upstream.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task RemoveUpstreamAsync(string name, CancellationToken cancellationToken = default) =>
        gateway.DeleteAsync(Upstream(name), cancellationToken);

    private static string Upstream(string name) => $"{Root}upstreams/{Escape(name)}";
}
