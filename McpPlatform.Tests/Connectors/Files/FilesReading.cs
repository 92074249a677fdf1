using McpPlatform.Connectors.Files;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>What reading a stream came to, as text.</summary>
public sealed record FilesReading(IReadOnlyList<string> Rows, IReadOnlyList<RejectedRow> Rejected, long Read, string? Cursor)
{
    public static async Task<FilesReading> ReadAsync(FilesConnector connector, ReadRequest request, CancellationToken ct)
    {
        var (rows, rejected, read, cursor) = (new List<string>(), new List<RejectedRow>(), 0L, (string?)null);
        await foreach (var segment in connector.ReadAsync(request, ct))
        {
            rows.AddRange(Enumerable.Range(0, segment.Batch.RowCount).Select(row => RowOf(segment.Batch, row)));
            rejected.AddRange(segment.Rejected);
            read += segment.RowsRead;
            cursor = segment.Cursor;
        }

        return new FilesReading(rows, rejected, read, cursor);
    }

    private static string RowOf(RecordBatch batch, int row) => string.Join('|', batch.Columns.Select(
        c => c.IsNull(row) ? "∅" : PgText.ToString(c.Schema.Type, c.Value(row))));
}
