using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Warehouse;

namespace McpPlatform.Gateway.Api;

/// <summary>Reading the warehouse.</summary>
internal static class WarehouseApi
{
    public static void MapWarehouse(this IEndpointRouteBuilder api)
    {
        api.MapGet("/warehouse", DescribeAsync).Needs(Actions.ManageSecrets).WithName("Warehouse").WithSummary("A read-only connection string.");
        api.MapPost("/warehouse/query", QueryAsync).Needs(Actions.Read).WithName("QueryWarehouse").WithSummary("Runs a read-only query.");
    }

    private static Task<WarehouseInfo> DescribeAsync(Caller caller, HttpContext context, WarehouseReader warehouse, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return warehouse.DescribeAsync(caller, cancellationToken);
    }

    private static Task<QueryResult> QueryAsync(Caller caller, WarehouseQuery body, WarehouseReader warehouse, CancellationToken cancellationToken) =>
        warehouse.QueryAsync(caller, body, cancellationToken);
}
