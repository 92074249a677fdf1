using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Datasets;

/// <summary>Reads what runs recorded about datasets. Writing happens with the run's last transition (<c>IRunStore.CommitStreamAsync</c>).</summary>
public interface IDatasetStore
{
    /// <summary>Lists datasets, last written first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<DatasetInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Finds a dataset.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id"><c>connection/target</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<DatasetInfo?> FindAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>Versions of a dataset's schema, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id"><c>connection/target</c>.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<Page<SchemaVersionInfo>> SchemasAsync(string tenant, string id, PageRequest page, CancellationToken cancellationToken);

    /// <summary>The source schema a pipeline's stream committed last; <see langword="null"/> before the first run.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<IReadOnlyList<CatalogColumn>?> LastSourceSchemaAsync(string tenant, Guid pipelineId, string target, CancellationToken cancellationToken);

    /// <summary>Where a dataset's columns come from.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id"><c>connection/target</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<LineageInfo> LineageAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>Notes that an earlier version was put back, with its event.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id"><c>connection/target</c>.</param>
    /// <param name="versions">Versions that can be restored now.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<DatasetInfo> RestoredAsync(Principal by, string id, IReadOnlyList<TargetVersion> versions, CancellationToken cancellationToken);
}
