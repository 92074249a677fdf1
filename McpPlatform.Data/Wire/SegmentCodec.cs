using System.Buffers;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Wire;

/// <summary>Segments as bytes, specified in <c>docs/record-batches.md</c>. Decoded columns point into the payload: it must not be reused.</summary>
public static class SegmentCodec
{
    /// <summary>Writes a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(Segment segment, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteInt64(segment.Number);
        writer.WriteInt32(segment.RowsRead);
        writer.WriteInt32(segment.Discarded);
        writer.WriteString(segment.Cursor);
        writer.WriteInt32(segment.Rejected.Count);
        foreach (var row in segment.Rejected)
        {
            writer.WriteInt64(row.Row);
            writer.WriteString(row.Column);
            writer.WriteString(row.Value);
            writer.WriteString(row.Reason);
        }

        writer.WriteInt32(segment.Batch.RowCount);
        writer.WriteInt32(segment.Batch.Columns.Count);
        foreach (var column in segment.Batch.Columns)
        {
            WriteColumn(column, writer);
        }
    }

    /// <summary>Reads a segment.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <exception cref="InvalidDataException">They are no segment.</exception>
    public static Segment Read(ReadOnlyMemory<byte> payload)
    {
        var cursor = new WireCursor(payload);
        var number = cursor.ReadInt64();
        var rowsRead = cursor.ReadCount(int.MaxValue, "rows read");
        var discarded = cursor.ReadCount(int.MaxValue, "discarded rows");
        var position = cursor.ReadString();
        var rejected = ReadRejected(ref cursor, payload.Length);
        var rows = cursor.ReadCount(payload.Length, "rows");
        var columns = new Column[cursor.ReadCount(WireFormat.MaxColumns, "columns")];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = ReadColumn(ref cursor, rows);
        }

        return cursor.AtEnd
            ? new Segment(number, new RecordBatch(columns, rows), rowsRead, discarded, rejected, position)
            : throw new InvalidDataException("A segment has bytes behind its last column.");
    }

    internal static void WriteSchema(ColumnSchema schema, IBufferWriter<byte> writer)
    {
        writer.WriteString(schema.Name);
        writer.WriteString(schema.Type.ToString());
        writer.WriteByte((byte)(schema.Nullable ? 1 : 0));
        writer.WriteByte((byte)schema.Encoding);
    }

    internal static ColumnSchema ReadSchema(ref WireCursor cursor)
    {
        var name = cursor.ReadRequiredString();
        var word = cursor.ReadRequiredString();
        var nullable = cursor.ReadByte() != 0;
        var encoding = (ColumnEncoding)cursor.ReadByte();
        return !ColumnType.TryParse(word, out var type) ? throw new InvalidDataException($"Column '{name}' has the unknown type '{word}'.")
            : !Enum.IsDefined(encoding) ? throw new InvalidDataException($"Column '{name}' has the unknown encoding {(int)encoding}.")
            : new ColumnSchema(name, type, nullable, encoding);
    }

    private static void WriteColumn(Column column, IBufferWriter<byte> writer)
    {
        WriteSchema(column.Schema, writer);
        writer.WriteInt32s(column.Ends.Span);
        writer.WriteInt32(column.Bytes.Length);
        writer.Write(column.Bytes.Span);
    }

    private static Column ReadColumn(ref WireCursor cursor, int rows)
    {
        var schema = ReadSchema(ref cursor);
        var ends = cursor.ReadInt32s(rows);
        var bytes = cursor.Take(cursor.ReadInt32());
        CheckEnds(schema.Name, ends, bytes.Length);
        return new Column(schema, bytes, ends);
    }

    private static void CheckEnds(string column, int[] ends, int length)
    {
        var last = 0;
        foreach (var stored in ends)
        {
            var end = stored < 0 ? ~stored : stored;
            if (end < last || end > length || (stored < 0 && end != last))
            {
                throw new InvalidDataException($"Column '{column}' has values that overlap or reach behind its bytes.");
            }

            last = end;
        }

        if (last != length)
        {
            throw new InvalidDataException($"Column '{column}' has bytes that belong to no value.");
        }
    }

    private static RejectedRow[] ReadRejected(ref WireCursor cursor, int max)
    {
        var rejected = new RejectedRow[cursor.ReadCount(max, "rejected rows")];
        for (var i = 0; i < rejected.Length; i++)
        {
            rejected[i] = new RejectedRow(cursor.ReadInt64(), cursor.ReadRequiredString(), cursor.ReadString(), cursor.ReadRequiredString());
        }

        return rejected;
    }
}
