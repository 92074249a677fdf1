using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Registry;

namespace McpPlatform.Gateway.Api;

/// <summary>The remote registries in which MCP servers are found.</summary>
internal static class RegistriesApi
{
    public static void MapRegistries(this IEndpointRouteBuilder api)
    {
        var registries = api.MapGroup("/registries");
        registries.MapGet("/", ListAsync).Needs(Actions.ManageUpstreams).WithName("ListRegistries").WithSummary("Names of the remote registries.");
        registries.MapGet("/{name}/servers", FindAsync).Needs(Actions.ManageUpstreams).WithName("FindServers").WithSummary("Searches MCP servers in a registry.");
    }

    private static Task<IReadOnlyList<string>> ListAsync(Caller caller, ServerSearch search, CancellationToken cancellationToken) =>
        search.RegistriesAsync(caller, cancellationToken);

    private static Task<Page<FoundServer>> FindAsync(
        Caller caller, string name, string? search, [AsParameters] PageQuery query, ServerSearch servers, CancellationToken cancellationToken) =>
        servers.FindAsync(caller, name, search, query.Page, cancellationToken);
}
