using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Upstreams, and the registries they are found in.</content>
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

    /// <summary>Names of the remote registries in which MCP servers are searched.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IReadOnlyList<string>> ListRegistriesAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "registries", ContractsJson.Default.IReadOnlyListString, cancellationToken);

    /// <summary>Searches MCP servers in a remote registry, in the registry's order.</summary>
    /// <param name="registry">Name of the registry.</param>
    /// <param name="search">Words; <see langword="null"/> for all servers.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most servers looked at, 1 to 200; registries give at most 100 at once.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<FoundServer>> FindServersAsync(
        string registry, string? search = null, string? cursor = null, int limit = 100, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(
            Paged($"{Root}registries/{Escape(registry)}/servers", cursor, limit, ("search", search)), ContractsJson.Default.PageFoundServer, cancellationToken);

    private static string Upstream(string name) => $"{Root}upstreams/{Escape(name)}";
}
