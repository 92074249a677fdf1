using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Runs;
using McpPlatform.Store.Database;
using McpPlatform.Store.Datasets;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Runs;

/// <summary>Records what publishing a stream did: counts, dataset, schema version, lineage. The second time it changes nothing.</summary>
internal sealed class StreamCommits(PlatformDatabase database, TimeProvider time)
{
    public async Task CommitAsync(RunLease lease, StreamCommit commit, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(lease.Tenant, cancellationToken);
        var pipelineId = await RunLeases.RequireAsync(work, lease, cancellationToken);
        if (await RunSaving.CountAsync(work, lease.RunId, [commit.Counts], committed: true, cancellationToken) == 0)
        {
            return;
        }

        var now = time.Now();
        var dataset = $"{commit.Destination}/{commit.Counts.Target}";
        await PutDatasetAsync(work, dataset, commit, pipelineId, lease.RunId, now, cancellationToken);
        await SchemaVersions.AddIfChangedAsync(work, dataset, commit.TargetSchema, lease.RunId, now, cancellationToken);
        await PutSourceSchemaAsync(work, commit, pipelineId, lease.RunId, now, cancellationToken);
        await PutLineageAsync(work, dataset, commit.Lineage, pipelineId, cancellationToken);
        await work.ExecuteAsync("UPDATE runs SET deaths = 0 WHERE tenant_id = $1 AND id = $2", cancellationToken, work.Tenant, lease.RunId);
        await work.RecordAsync(
            [new NewEvent(EventTypes.StreamCommitted, RunSubject.Of(lease.RunId), lease.Worker.Name, now, Data(dataset, commit.Counts))],
            cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private static async Task PutDatasetAsync(
        UnitOfWork work, string id, StreamCommit commit, Guid pipelineId, Guid runId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO datasets (tenant_id, id, connection, target, pipeline_id, run_id, updated_at, versions)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8::json)
            ON CONFLICT (tenant_id, id) DO UPDATE
            SET pipeline_id = excluded.pipeline_id, run_id = excluded.run_id, updated_at = excluded.updated_at, versions = excluded.versions
            """;
        await work.ExecuteAsync(
            sql, cancellationToken, work.Tenant, id, commit.Destination, commit.Counts.Target, pipelineId, runId, now,
            JsonSerializer.Serialize(commit.Versions, ContractsJson.Default.IReadOnlyListTargetVersion));
    }

    private static async Task PutSourceSchemaAsync(
        UnitOfWork work, StreamCommit commit, Guid pipelineId, Guid runId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO source_schemas (tenant_id, pipeline_id, target, columns, run_id, at) VALUES ($1, $2, $3, $4::json, $5, $6)
            ON CONFLICT (tenant_id, pipeline_id, target) DO UPDATE
            SET columns = excluded.columns, run_id = excluded.run_id, at = excluded.at
            """;
        await work.ExecuteAsync(
            sql, cancellationToken, work.Tenant, pipelineId, commit.Counts.Target,
            JsonSerializer.Serialize(commit.SourceSchema, ContractsJson.Default.IReadOnlyListCatalogColumn), runId, now);
    }

    // What the pipeline said before no longer holds; other pipelines' edges into the same dataset stay.
    private static async Task PutLineageAsync(
        UnitOfWork work, string dataset, IReadOnlyList<LineageEdge> edges, Guid pipelineId, CancellationToken cancellationToken)
    {
        await work.ExecuteAsync(
            "DELETE FROM lineage_edges WHERE tenant_id = $1 AND to_dataset = $2 AND pipeline_id = $3", cancellationToken,
            work.Tenant, dataset, pipelineId);
        foreach (var edge in edges)
        {
            work.Rows.Add(new Model.LineageEdgeRow
            {
                TenantId = work.Tenant, ToDataset = edge.ToDataset, ToColumn = edge.ToColumn, FromDataset = edge.FromDataset,
                FromColumn = edge.FromColumn, PipelineId = edge.PipelineId, Transforms = [.. edge.Transforms], RunId = edge.RunId,
            });
        }
    }

    private static Dictionary<string, string> Data(string dataset, RunStream counts) => EventRecording.Map(
        ("dataset", dataset), ("stream", counts.Name), ("target", counts.Target), ("read", Text(counts.Read)), ("loaded", Text(counts.Loaded)),
        ("merged", Text(counts.Merged)), ("rejected", Text(counts.Rejected)), ("discarded", Text(counts.Discarded)), ("bytes", Text(counts.Bytes)),
        ("leftOut", string.Join(", ", counts.LeftOut ?? [])));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
