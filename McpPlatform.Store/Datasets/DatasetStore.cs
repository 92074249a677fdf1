using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Datasets;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Datasets;

/// <summary>Reads what runs recorded about datasets.</summary>
internal sealed class DatasetStore(PlatformDatabase database, TimeProvider time) : IDatasetStore
{
    public async Task<Page<DatasetInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var rows = Rows(PageCursor.Moment(page));
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var found = await rows(work.Rows.Datasets.AsNoTracking().Where(d => d.TenantId == tenant))
            .OrderByDescending(d => d.UpdatedAt).ThenByDescending(d => d.Id).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(found, page, Info, d => PageCursor.Key(d.UpdatedAt, d.Id));
    }

    public async Task<DatasetInfo?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await work.Rows.Datasets.AsNoTracking().FirstOrDefaultAsync(d => d.TenantId == tenant && d.Id == id, cancellationToken)
            is { } row ? Info(row) : null;
    }

    public async Task<Page<SchemaVersionInfo>> SchemasAsync(string tenant, string id, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Number(page);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await work.Rows.SchemaVersions.AsNoTracking()
            .Where(v => v.TenantId == tenant && v.DatasetId == id && (after == null || v.Version < after))
            .OrderByDescending(v => v.Version).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, SchemaVersions.Info, v => v.Version.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<IReadOnlyList<CatalogColumn>?> LastSourceSchemaAsync(
        string tenant, Guid pipelineId, string target, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var json = await work.Rows.SourceSchemas.Where(s => s.TenantId == tenant && s.PipelineId == pipelineId && s.Target == target)
            .Select(s => s.ColumnsJson).FirstOrDefaultAsync(cancellationToken);
        return json is null ? null : SchemaVersions.Columns(json);
    }

    public async Task<LineageInfo> LineageAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var edges = await work.Rows.LineageEdges.AsNoTracking().Where(e => e.TenantId == tenant && e.ToDataset == id)
            .OrderBy(e => e.ToColumn).ThenBy(e => e.FromDataset).ThenBy(e => e.FromColumn).ToListAsync(cancellationToken);
        return new LineageInfo(
            id, [.. edges.Select(e => new LineageEdge(e.FromDataset, e.FromColumn, e.ToDataset, e.ToColumn, e.Transforms, e.PipelineId, e.RunId))]);
    }

    public async Task<DatasetInfo> RestoredAsync(
        Principal by, string id, IReadOnlyList<TargetVersion> versions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var now = time.Now();
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);
        var row = await work.Rows.Datasets.FirstOrDefaultAsync(d => d.TenantId == by.Tenant && d.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no dataset '{id}'.");
        row.UpdatedAt = now;
        row.VersionsJson = JsonSerializer.Serialize(versions, ContractsJson.Default.IReadOnlyListTargetVersion);
        await work.RecordAsync(by, EventTypes.DatasetRestored, $"dataset/{id}", now, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return Info(row);
    }

    private static Func<IQueryable<DatasetRow>, IQueryable<DatasetRow>> Rows((DateTimeOffset At, string Id)? after)
    {
        if (after is not var (at, id))
        {
            return rows => rows;
        }

        return rows => rows.Where(d => d.UpdatedAt < at || (d.UpdatedAt == at && string.Compare(d.Id, id) < 0));
    }

    private static DatasetInfo Info(DatasetRow d) => new(
        d.Id, d.Connection, d.Target, d.PipelineId, d.RunId, d.UpdatedAt,
        JsonSerializer.Deserialize(d.VersionsJson, ContractsJson.Default.IReadOnlyListTargetVersion)!);
}
