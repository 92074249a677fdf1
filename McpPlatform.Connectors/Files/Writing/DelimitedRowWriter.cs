using System.Buffers;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Writes delimited rows. No value is nothing at all, an empty text is two quotes, so that both come back as they were.</summary>
/// <param name="columns">The columns.</param>
/// <param name="delimiter">Byte between fields.</param>
internal sealed class DelimitedRowWriter(IReadOnlyList<ColumnSchema> columns, byte delimiter) : RowWriter(columns)
{
    private readonly CellText cell = new();
    private readonly SearchValues<byte> special = SearchValues.Create([delimiter, (byte)'"', (byte)'\n', (byte)'\r']);

    /// <inheritdoc/>
    public override void WriteHeader(IBufferWriter<byte> writer)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            Separate(i, writer);
            WriteText(Encoding.UTF8.GetBytes(Columns[i].Name), writer);
        }

        writer.Write("\n"u8);
    }

    /// <inheritdoc/>
    protected override void WriteRow(RecordBatch batch, int row, IBufferWriter<byte> writer)
    {
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            Separate(i, writer);
            if (!batch.Columns[i].IsNull(row))
            {
                WriteText(cell.Of(batch.Columns[i], row), writer);
            }
        }

        writer.Write("\n"u8);
    }

    private void Separate(int column, IBufferWriter<byte> writer)
    {
        if (column > 0)
        {
            writer.Write([delimiter]);
        }
    }

    private void WriteText(ReadOnlySpan<byte> text, IBufferWriter<byte> writer)
    {
        if (text.Length > 0 && !text.ContainsAny(special))
        {
            writer.Write(text);
            return;
        }

        writer.Write("\""u8);
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            writer.Write(text[..(quote + 1)]);
            writer.Write("\""u8);
            text = text[(quote + 1)..];
        }

        writer.Write(text);
        writer.Write("\""u8);
    }
}
