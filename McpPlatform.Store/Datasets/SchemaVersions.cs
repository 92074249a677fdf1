using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Datasets;

/// <summary>Versions of a dataset's schema, each with what differs from the one before.</summary>
internal static class SchemaVersions
{
    public static async Task AddIfChangedAsync(
        UnitOfWork work, string dataset, IReadOnlyList<CatalogColumn> columns, Guid runId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var latest = await work.Rows.SchemaVersions.AsNoTracking().Where(v => v.TenantId == work.Tenant && v.DatasetId == dataset)
            .OrderByDescending(v => v.Version).FirstOrDefaultAsync(cancellationToken);
        var before = latest is null ? [] : Columns(latest.ColumnsJson);
        var changes = Changes(before, columns);
        if (latest is not null && changes.Count == 0)
        {
            return;
        }

        work.Rows.Add(new SchemaVersionRow
        {
            TenantId = work.Tenant, DatasetId = dataset, Version = (latest?.Version ?? 0) + 1, RunId = runId, At = now,
            ColumnsJson = JsonSerializer.Serialize(columns, ContractsJson.Default.IReadOnlyListCatalogColumn),
            ChangesJson = JsonSerializer.Serialize(changes, ContractsJson.Default.IReadOnlyListSchemaChange),
        });
    }

    public static IReadOnlyList<CatalogColumn> Columns(string json) =>
        JsonSerializer.Deserialize(json, ContractsJson.Default.IReadOnlyListCatalogColumn)!;

    public static SchemaVersionInfo Info(SchemaVersionRow v) => new(
        v.Version, Columns(v.ColumnsJson), JsonSerializer.Deserialize(v.ChangesJson, ContractsJson.Default.IReadOnlyListSchemaChange)!, v.RunId, v.At);

    internal static IReadOnlyList<SchemaChange> Changes(IReadOnlyList<CatalogColumn> before, IReadOnlyList<CatalogColumn> after)
    {
        var old = before.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var now = after.ToDictionary(c => c.Name, StringComparer.Ordinal);
        return
        [
            .. before.Where(c => !now.ContainsKey(c.Name)).Select(c => new SchemaChange(SchemaChangeKind.Removed, c.Name, c.Type, null)),
            .. after.Where(c => !old.ContainsKey(c.Name)).Select(c => new SchemaChange(SchemaChangeKind.Added, c.Name, null, c.Type)),
            .. after.Where(c => old.TryGetValue(c.Name, out var o) && o.Type != c.Type)
                .Select(c => new SchemaChange(SchemaChangeKind.TypeChanged, c.Name, old[c.Name].Type, c.Type)),
        ];
    }
}
