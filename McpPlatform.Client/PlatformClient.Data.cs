using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Datasets and the warehouse.</content>
public sealed partial class PlatformClient
{
    /// <summary>Lists datasets, last written first.</summary>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<DatasetInfo>> ListDatasetsAsync(string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Paged(Root + "datasets", cursor, limit), ContractsJson.Default.PageDatasetInfo, cancellationToken);

    /// <summary>One dataset.</summary>
    /// <param name="connection">The destination.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<DatasetInfo> GetDatasetAsync(string connection, string target, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Dataset(connection, target), ContractsJson.Default.DatasetInfo, cancellationToken);

    /// <summary>Versions of a dataset's schema, newest first.</summary>
    /// <param name="connection">The destination.</param>
    /// <param name="target">The target.</param>
    /// <param name="cursor">From the page before.</param>
    /// <param name="limit">Most items, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Page<SchemaVersionInfo>> SchemasAsync(
        string connection, string target, string? cursor = null, int limit = 50, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(
            Paged(Dataset(connection, target) + "/schemas", cursor, limit), ContractsJson.Default.PageSchemaVersionInfo, cancellationToken);

    /// <summary>Where a dataset's columns come from.</summary>
    /// <param name="connection">The destination.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<LineageInfo> LineageAsync(string connection, string target, CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Dataset(connection, target) + "/lineage", ContractsJson.Default.LineageInfo, cancellationToken);

    /// <summary>Puts an earlier version of a dataset back.</summary>
    /// <param name="connection">The destination.</param>
    /// <param name="target">The target.</param>
    /// <param name="version">The version; <see langword="null"/> for the newest.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<DatasetInfo> RollbackAsync(string connection, string target, long? version = null, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Dataset(connection, target) + "/rollback", new Rollback(version), ContractsJson.Default.Rollback, ContractsJson.Default.DatasetInfo,
            cancellationToken);

    /// <summary>Runs a read-only query on the warehouse.</summary>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<QueryResult> QueryWarehouseAsync(WarehouseQuery query, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Root + "warehouse/query", query, ContractsJson.Default.WarehouseQuery, ContractsJson.Default.QueryResult, cancellationToken);

    /// <summary>A read-only connection string of the warehouse.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<WarehouseInfo> WarehouseAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "warehouse", ContractsJson.Default.WarehouseInfo, cancellationToken);

    private static string Dataset(string connection, string target) => $"{Root}datasets/{Escape(connection)}/{Escape(target)}";
}
