using McpPlatform.Contracts.Api;
using McpPlatform.Core.Datasets;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;

namespace McpPlatform.Gateway.Api;

/// <summary>What pipelines wrote: versions, schemas, lineage.</summary>
internal static class DatasetsApi
{
    public static void MapDatasets(this IEndpointRouteBuilder api)
    {
        api.MapGet("/datasets", ListAsync).Needs(Actions.Read).WithName("ListDatasets").WithSummary("Lists datasets, last written first.");
        var dataset = api.MapGroup("/datasets/{connection}/{target}");
        dataset.MapGet("/", GetAsync).Needs(Actions.Read).WithName("GetDataset").WithSummary("One dataset.");
        dataset.MapGet("/schemas", SchemasAsync).Needs(Actions.Read).WithName("Schemas").WithSummary("Versions of its schema, newest first.");
        dataset.MapGet("/lineage", LineageAsync).Needs(Actions.Read).WithName("Lineage").WithSummary("Where its columns come from.");
        dataset.MapPost("/rollback", RollbackAsync).Needs(Actions.Rollback).Idempotent().WithName("Rollback").WithSummary("Puts an earlier version back.");
    }

    private static Task<Page<DatasetInfo>> ListAsync(
        Caller caller, [AsParameters] PageQuery query, DatasetService datasets, CancellationToken cancellationToken) =>
        datasets.ListAsync(caller, query.Page, cancellationToken);

    private static Task<DatasetInfo> GetAsync(
        Caller caller, string connection, string target, DatasetService datasets, CancellationToken cancellationToken) =>
        datasets.GetAsync(caller, Id(connection, target), cancellationToken);

    private static Task<Page<SchemaVersionInfo>> SchemasAsync(
        Caller caller, string connection, string target, [AsParameters] PageQuery query, DatasetService datasets, CancellationToken cancellationToken) =>
        datasets.SchemasAsync(caller, Id(connection, target), query.Page, cancellationToken);

    private static Task<LineageInfo> LineageAsync(
        Caller caller, string connection, string target, DatasetService datasets, CancellationToken cancellationToken) =>
        datasets.LineageAsync(caller, Id(connection, target), cancellationToken);

    private static Task<DatasetInfo> RollbackAsync(
        Caller caller, string connection, string target, Rollback? body, DatasetService datasets, CancellationToken cancellationToken) =>
        datasets.RollbackAsync(caller, Id(connection, target), body?.Version, cancellationToken);

    private static string Id(string connection, string target) => $"{RouteText.Decode(connection)}/{RouteText.Decode(target)}";
}
