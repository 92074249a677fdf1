using System.Text.Json;
using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Contracts.Connectors;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Reading;

/// <summary>What a read will give: columns and an estimate, partitions where they were asked for, or the first rows.</summary>
internal static class ReadDescription
{
    // Below this a second session costs more than it brings.
    private const long LeastBlocksOfPartition = 1024;

    /// <summary>Describes.</summary>
    public static async Task<ReadResult> DescribeAsync(
        NpgsqlConnection session, ReadRequest request, TableName table, Func<Task<NpgsqlConnection>> open, Snapshots snapshots, CancellationToken ct)
    {
        var id = await TableCatalog.RequireAsync(session, table, ct);
        var columns = ReadColumns.Of(table, await TableCatalog.ColumnsAsync(session, id, ct), request);
        var result = new ReadResult { Columns = [.. columns.Select(c => c.Catalog)] };
        if (request.Limit is { } limit)
        {
            return result with { Rows = await PreviewAsync(session, table, columns, Math.Clamp(limit, 1, 1000), ct) };
        }

        result = result with { RowEstimate = await EstimateAsync(session, id, ct) };
        return request is { Partitions: > 1, Partition: null, CursorField: null }
            ? result with { Partitions = await DivideAsync(session, id, request.Partitions, open, snapshots, ct) }
            : result;
    }

    private static async Task<IReadOnlyList<JsonElement>> PreviewAsync(
        NpgsqlConnection session, TableName table, IReadOnlyList<ReadColumn> columns, int limit, CancellationToken ct)
    {
        var names = string.Join(", ", columns.Select(c => TableName.Quote(c.Catalog.Name)));
        var rows = await session.QueryAsync(
            $"SELECT row_to_json(p)::text FROM (SELECT {names} FROM {table.Quoted} LIMIT {limit}) p", row => row.GetString(0), ct);
        return [.. rows.Select(ToArray)];
    }

    private static JsonElement ToArray(string row)
    {
        using var json = JsonDocument.Parse(row, new JsonDocumentOptions { MaxDepth = 1000 });
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 1000 }))
        {
            writer.WriteStartArray();
            foreach (var property in json.RootElement.EnumerateObject())
            {
                property.Value.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        using var array = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 1000 });
        return array.RootElement.Clone();
    }

    private static Task<long?> EstimateAsync(NpgsqlConnection session, long table, CancellationToken ct) => session.ScalarAsync<long?>(
        """
        SELECT CASE WHEN sum(greatest(c.reltuples, 0)) > 0 THEN sum(greatest(c.reltuples, 0))::bigint END
          FROM (SELECT @table::oid AS oid UNION SELECT relid FROM pg_partition_tree(@table::oid::regclass)) t JOIN pg_class c ON c.oid = t.oid
        """,
        ct, ("table", table));

    private static async Task<IReadOnlyList<string>> DivideAsync(
        NpgsqlConnection session, long table, int wanted, Func<Task<NpgsqlConnection>> open, Snapshots snapshots, CancellationToken ct)
    {
        var blocks = await session.ScalarAsync<long>(
            "SELECT CASE WHEN relkind IN ('r', 'm') THEN pg_relation_size(oid) / current_setting('block_size')::bigint ELSE 0 END FROM pg_class WHERE oid = @table::oid",
            ct, ("table", table));
        var count = (int)Math.Min(Math.Min(wanted, 64), blocks / LeastBlocksOfPartition);
        if (count < 2)
        {
            return [];
        }

        var name = await snapshots.ExportAsync(await open(), count, ct);
        return [.. Partition.Divide(name, blocks, count).Select(p => p.ToString())];
    }
}
