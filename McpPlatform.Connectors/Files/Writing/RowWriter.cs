using System.Buffers;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Writes rows as text of a format, without header or brackets: those are added when parts are joined.</summary>
/// <param name="columns">The columns.</param>
internal abstract class RowWriter(IReadOnlyList<ColumnSchema> columns)
{
    private const int FlushBytes = 256 * 1024;
    private readonly ArrayBufferWriter<byte> text = new(FlushBytes + 4096);

    /// <summary>The columns.</summary>
    protected IReadOnlyList<ColumnSchema> Columns => columns;

    /// <summary>The writer of a format. A JSON array is staged as lines.</summary>
    public static RowWriter For(FileKind kind, IReadOnlyList<ColumnSchema> columns) =>
        kind.IsDelimited() ? new DelimitedRowWriter(columns, kind == FileKind.Tsv ? (byte)'\t' : (byte)',') : new JsonRowWriter(columns);

    /// <summary>What stands before the first row of a file.</summary>
    public abstract void WriteHeader(IBufferWriter<byte> writer);

    /// <summary>Writes the rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="written">Told of each row and its length.</param>
    /// <param name="ct">Ends the work.</param>
    public async ValueTask WriteAsync(RecordBatch batch, Stream stream, Action<int, int>? written, CancellationToken ct)
    {
        for (var row = 0; row < batch.RowCount; row++)
        {
            var before = text.WrittenCount;
            WriteRow(batch, row, text);
            written?.Invoke(row, text.WrittenCount - before);
            if (text.WrittenCount >= FlushBytes)
            {
                await FlushAsync(stream, ct);
            }
        }

        await FlushAsync(stream, ct);
    }

    /// <summary>Writes one row with its line end.</summary>
    protected abstract void WriteRow(RecordBatch batch, int row, IBufferWriter<byte> writer);

    private async ValueTask FlushAsync(Stream stream, CancellationToken ct)
    {
        await stream.WriteAsync(text.WrittenMemory, ct);
        text.ResetWrittenCount();
    }
}
