using McpPlatform.Contracts.Api;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Datasets;

/// <summary>Shows what pipelines wrote, and puts earlier versions back.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="datasets">Where the records are.</param>
/// <param name="worker">Restores versions.</param>
public sealed class DatasetService(IPolicy policy, IDatasetStore datasets, IWorkerConversations worker)
{
    /// <summary>Lists datasets, last written first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<DatasetInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "datasets", cancellationToken);
        return await datasets.ListAsync(by.Tenant, page, cancellationToken);
    }

    /// <summary>One dataset.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="id"><c>connection/target</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such dataset.</exception>
    public async Task<DatasetInfo> GetAsync(Principal by, string id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(id), cancellationToken);
        return await FindAsync(by, id, cancellationToken);
    }

    /// <summary>Versions of a dataset's schema, newest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="id"><c>connection/target</c>.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<SchemaVersionInfo>> SchemasAsync(Principal by, string id, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(id), cancellationToken);
        await FindAsync(by, id, cancellationToken);
        return await datasets.SchemasAsync(by.Tenant, id, page, cancellationToken);
    }

    /// <summary>Where a dataset's columns come from.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="id"><c>connection/target</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<LineageInfo> LineageAsync(Principal by, string id, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(id), cancellationToken);
        await FindAsync(by, id, cancellationToken);
        return await datasets.LineageAsync(by.Tenant, id, cancellationToken);
    }

    /// <summary>Puts an earlier version back.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id"><c>connection/target</c>.</param>
    /// <param name="version">The version; <see langword="null"/> for the newest.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<DatasetInfo> RollbackAsync(Principal by, string id, long? version, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Rollback, Resource(id), cancellationToken);
        var dataset = await FindAsync(by, id, cancellationToken);
        return dataset.Versions.Count == 0 || (version is not null && dataset.Versions.All(v => v.Version != version))
            ? throw new ConflictException($"'{id}' has no version {version?.ToString() ?? "to restore"}. Versions: {Listed(dataset)}.")
            : await worker.RollbackAsync(by, id, version, cancellationToken);
    }

    private static string Listed(DatasetInfo dataset) =>
        dataset.Versions.Count == 0 ? "none" : string.Join(", ", dataset.Versions.Select(v => v.Version));

    private async Task<DatasetInfo> FindAsync(Principal by, string id, CancellationToken cancellationToken) =>
        await datasets.FindAsync(by.Tenant, id, cancellationToken)
        ?? throw new NotFoundException($"No pipeline has written '{id}'. A dataset is named CONNECTION/TARGET.");

    private static string Resource(string id) => $"dataset/{id}";
}
