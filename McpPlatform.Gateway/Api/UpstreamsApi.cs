using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpPlatform.Gateway.Api;

/// <summary>The MCP servers that the gateway offers to agents.</summary>
internal static class UpstreamsApi
{
    public static void MapUpstreams(this IEndpointRouteBuilder api)
    {
        var upstreams = api.MapGroup("/upstreams");
        upstreams.MapGet("/", ListAsync).Needs(Actions.Read).WithName("ListUpstreams").WithSummary("Lists upstreams by name.");
        upstreams.MapPost("/", AddAsync).Needs(Actions.ManageUpstreams).Idempotent().WithName("AddUpstream").WithSummary("Adds an upstream.");
        upstreams.MapGet("/{name}", GetAsync).Needs(Actions.Read).WithName("GetUpstream").WithSummary("One upstream.");
        upstreams.MapPut("/{name}", ChangeAsync).Needs(Actions.ManageUpstreams).WithName("ChangeUpstream").WithSummary("Replaces what an upstream is.");
        upstreams.MapDelete("/{name}", RemoveAsync).Needs(Actions.ManageUpstreams).WithName("RemoveUpstream").WithSummary("Removes an upstream.");
    }

    private static Task<Page<UpstreamInfo>> ListAsync(
        Caller caller, [AsParameters] PageQuery query, UpstreamService upstreams, CancellationToken cancellationToken) =>
        upstreams.ListAsync(caller, query.Page, cancellationToken);

    private static async Task<Created<UpstreamInfo>> AddAsync(
        Caller caller, AddUpstream body, UpstreamService upstreams, CancellationToken cancellationToken)
    {
        var added = await upstreams.AddAsync(caller, body, cancellationToken);
        return TypedResults.Created($"{ApiRoutes.Root}/upstreams/{added.Name}", added);
    }

    private static Task<UpstreamInfo> GetAsync(Caller caller, string name, UpstreamService upstreams, CancellationToken cancellationToken) =>
        upstreams.GetAsync(caller, name, cancellationToken);

    private static Task<UpstreamInfo> ChangeAsync(
        Caller caller, string name, ChangeUpstream body, UpstreamService upstreams, CancellationToken cancellationToken) =>
        upstreams.ChangeAsync(caller, name, body, cancellationToken);

    private static async Task<NoContent> RemoveAsync(Caller caller, string name, UpstreamService upstreams, CancellationToken cancellationToken)
    {
        await upstreams.RemoveAsync(caller, name, cancellationToken);
        return TypedResults.NoContent();
    }
}
