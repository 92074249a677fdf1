using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>The first rows of a stream as JSON.</summary>
internal static class Preview
{
    private const long SafeInteger = 1L << 53;

    public static async Task<ReadResult> ReadAsync(FileExamination examination, ReadRequest request, int limit, CancellationToken ct)
    {
        var rows = new List<JsonElement>();
        IReadOnlyList<CatalogColumn> columns = [];
        await Task.Run(
            async () =>
            {
                var reading = new FileReading(examination, request with { AfterSegment = 0, Cursor = null, CursorField = null });
                columns = reading.Columns;
                await foreach (var segment in reading.SegmentsAsync(ct))
                {
                    for (var row = 0; row < segment.Batch.RowCount && rows.Count < limit; row++)
                    {
                        rows.Add(RowOf(segment.Batch, row));
                    }

                    if (rows.Count >= limit)
                    {
                        return;
                    }
                }
            },
            ct);
        return new ReadResult { Columns = columns, Rows = rows };
    }

    private static JsonElement RowOf(RecordBatch batch, int row)
    {
        var cells = new JsonArray();
        foreach (var column in batch.Columns)
        {
            cells.Add(column.IsNull(row) ? null : CellOf(column.Schema.Type, column.Value(row)));
        }

        return JsonSerializer.SerializeToElement(cells, ContractsJson.Default.JsonNode);
    }

    /// <summary>Numbers and booleans as such where every JSON reader keeps them, JSON as JSON, the rest as text.</summary>
    private static JsonNode? CellOf(ColumnType type, ReadOnlySpan<byte> value)
    {
        var text = PgText.ToString(type, value);
        return type.IsArray ? text : type.Kind switch
        {
            TypeKind.Boolean => value[0] != 0,
            TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 when long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is > -SafeInteger and < SafeInteger and var whole => whole,
            TypeKind.Float64 when double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is var number && double.IsFinite(number) => number,
            TypeKind.Json or TypeKind.Jsonb => JsonNode.Parse(text),
            _ => text,
        };
    }
}
