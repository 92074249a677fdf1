using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ConnectionInfo = McpPlatform.Contracts.Api.ConnectionInfo;

namespace McpPlatform.Gateway.Api;

/// <summary>Connections and the connectors behind them.</summary>
internal static class ConnectionsApi
{
    public static void MapConnections(this IEndpointRouteBuilder api)
    {
        api.MapGet("/connectors", ListConnectorsAsync).Needs(Actions.Read).WithName("ListConnectors").WithSummary("Lists kinds of connectors.");
        var connections = api.MapGroup("/connections");
        connections.MapGet("/", ListAsync).Needs(Actions.Read).WithName("ListConnections").WithSummary("Lists connections by name.");
        connections.MapPost("/", AddAsync).Needs(Actions.ManageConnections).Idempotent().WithName("AddConnection").WithSummary("Adds a connection.");
        connections.MapGet("/{name}", GetAsync).Needs(Actions.Read).WithName("GetConnection").WithSummary("One connection.");
        connections.MapDelete("/{name}", RemoveAsync).Needs(Actions.ManageConnections).WithName("RemoveConnection").WithSummary("Removes a connection.");
        connections.MapPost("/{name}/check", CheckAsync).Needs(Actions.ManageConnections).WithName("CheckConnection").WithSummary("Checks a connection.");
        connections.MapPost("/{name}/discover", DiscoverAsync).Needs(Actions.Read).WithName("Discover").WithSummary("Discovers streams.");
        connections.MapPost("/{name}/preview", PreviewAsync).Needs(Actions.Read).WithName("Preview").WithSummary("Reads the first rows of a stream.");
    }

    private static Task<IReadOnlyList<ConnectorSpec>> ListConnectorsAsync(Caller caller, ConnectionService connections, CancellationToken cancellationToken) =>
        connections.ListConnectorsAsync(caller, cancellationToken);

    private static Task<Page<ConnectionInfo>> ListAsync(
        Caller caller, [AsParameters] PageQuery query, ConnectionService connections, CancellationToken cancellationToken) =>
        connections.ListAsync(caller, query.Page, cancellationToken);

    private static async Task<Created<ConnectionInfo>> AddAsync(
        Caller caller, AddConnection body, ConnectionService connections, CancellationToken cancellationToken)
    {
        var added = await connections.AddAsync(caller, body, cancellationToken);
        return TypedResults.Created($"{ApiRoutes.Root}/connections/{added.Name}", added);
    }

    private static Task<ConnectionInfo> GetAsync(Caller caller, string name, ConnectionService connections, CancellationToken cancellationToken) =>
        connections.GetAsync(caller, name, cancellationToken);

    private static async Task<NoContent> RemoveAsync(Caller caller, string name, ConnectionService connections, CancellationToken cancellationToken)
    {
        await connections.RemoveAsync(caller, name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<CheckResult> CheckAsync(Caller caller, string name, ConnectionService connections, CancellationToken cancellationToken) =>
        connections.CheckAsync(caller, name, cancellationToken);

    private static Task<Catalog> DiscoverAsync(
        Caller caller, string name, StreamName? stream, ConnectionService connections, CancellationToken cancellationToken) =>
        connections.DiscoverAsync(caller, name, stream, cancellationToken);

    private static Task<ReadResult> PreviewAsync(
        Caller caller, string name, PreviewRequest body, ConnectionService connections, CancellationToken cancellationToken) =>
        connections.PreviewAsync(caller, name, body, cancellationToken);
}
