using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Datasets;
using McpPlatform.Core.Identity;

namespace McpPlatform.Worker.Internal;

/// <summary>Puts an earlier version of a dataset back, and notes that it did.</summary>
/// <param name="policy">The policy.</param>
/// <param name="datasets">The datasets.</param>
/// <param name="connections">The connections.</param>
/// <param name="connectors">The connectors.</param>
internal sealed class DatasetRollback(IPolicy policy, IDatasetStore datasets, IConnectionStore connections, IConnectorAgent connectors)
{
    /// <summary>Puts it back.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">Which dataset and version.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<DatasetInfo> RestoreAsync(Principal by, RollbackRequest request, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Rollback, $"dataset/{request.Id}", cancellationToken);
        var dataset = await datasets.FindAsync(by.Tenant, request.Id, cancellationToken)
            ?? throw new NotFoundException($"There is no dataset '{request.Id}'.");
        var connection = await connections.FindAsync(by.Tenant, dataset.Connection, cancellationToken)
            ?? throw new ConflictException($"The connection '{dataset.Connection}' of '{request.Id}' no longer exists.");
        var version = Version(dataset, request.Version);
        var result = await connectors.WriteAsync(Restore(by, dataset, connection, version), cancellationToken);
        return await datasets.RestoredAsync(by, request.Id, result.Versions, cancellationToken);
    }

    private static long Version(DatasetInfo dataset, long? wanted)
    {
        var versions = dataset.Versions.Select(v => v.Version).ToList();
        if (versions.Count == 0)
        {
            throw new ConflictException($"'{dataset.Id}' has no earlier version that could be put back.");
        }

        return wanted is null ? versions[0]
            : versions.Contains(wanted.Value) ? wanted.Value
            : throw new ConflictException($"'{dataset.Id}' has no version {wanted}. It has {string.Join(", ", versions)}.");
    }

    private static WriteRequest Restore(Principal by, DatasetInfo dataset, ConnectionInfo connection, long version) => new()
    {
        Connection = new ConnectionConfig(connection.Connector, connection.Options),
        Run = new RunContext(by.Tenant, dataset.PipelineId, dataset.Target, dataset.RunId, 0),
        Intent = WriteIntent.RestoreVersion,
        Target = dataset.Target,
        Mode = SyncMode.FullRefreshOverwrite,
        Columns = [],
        Version = version,
    };
}
