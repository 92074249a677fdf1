using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace McpPlatform.Data.Postgres;

/// <summary>
/// Writes batches as the stream that <c>COPY … FROM STDIN (FORMAT binary)</c> takes. Rows are put together in one buffer that is reused. Not
/// thread-safe.
/// </summary>
/// <param name="stream">Where the stream goes.</param>
/// <param name="bufferBytes">Bytes collected before they are written.</param>
public sealed class CopyBatchWriter(Stream stream, int bufferBytes = 1 << 18)
{
    private byte[] buffer = GC.AllocateUninitializedArray<byte>(bufferBytes);
    private int filled;
    private bool headerWritten;

    /// <summary>Writes rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="columns">Which of its columns to write, in order.</param>
    /// <param name="leaveOut">For each row whether to leave it out; empty writes all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask WriteAsync(RecordBatch batch, int[] columns, ReadOnlyMemory<bool> leaveOut, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(columns);
        WriteHeader();
        var cursors = columns.Select(i => new CellCursor(batch.Columns[i])).ToArray();
        var row = 0;
        while (row < batch.RowCount)
        {
            row = PutRows(cursors, row, batch.RowCount, leaveOut.Span);
            if (row < batch.RowCount)
            {
                await MakeRoomAsync(cursors, row, cancellationToken);
            }
        }
    }

    /// <summary>Writes the end of the stream.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        WriteHeader();
        if (buffer.Length - filled < 2)
        {
            await FlushAsync(cancellationToken);
        }

        CopyFormat.Trailer.CopyTo(buffer.AsSpan(filled));
        filled += 2;
        await FlushAsync(cancellationToken);
    }

    private void WriteHeader()
    {
        if (!headerWritten)
        {
            CopyFormat.Header.CopyTo(buffer);
            filled = CopyFormat.HeaderLength;
            headerWritten = true;
        }
    }

    /// <summary>Puts rows into the buffer until it is full; returns the first that did not fit.</summary>
    private int PutRows(CellCursor[] cursors, int row, int rows, ReadOnlySpan<bool> leaveOut)
    {
        for (; row < rows; row++)
        {
            var length = RowLength(cursors, row);
            if (!leaveOut.IsEmpty && leaveOut[row])
            {
                Skip(cursors, row);
                continue;
            }

            if (buffer.Length - filled < length)
            {
                return row;
            }

            PutRow(cursors, row, buffer.AsSpan(filled, length));
            filled += length;
        }

        return row;
    }

    private static void PutRow(CellCursor[] cursors, int row, Span<byte> target)
    {
        BinaryPrimitives.WriteInt16BigEndian(target, (short)cursors.Length);
        var at = 2;
        for (var i = 0; i < cursors.Length; i++)
        {
            ref var cursor = ref cursors[i];
            var end = cursor.Ends[cursor.EndsOffset + row];
            if (end < 0)
            {
                BinaryPrimitives.WriteInt32BigEndian(target[at..], -1);
                cursor.Position = ~end;
                at += 4;
                continue;
            }

            var length = end - cursor.Position;
            BinaryPrimitives.WriteInt32BigEndian(target[at..], length);
            cursor.Bytes.AsSpan(cursor.BytesOffset + cursor.Position, length).CopyTo(target[(at + 4)..]);
            cursor.Position = end;
            at += 4 + length;
        }
    }

    private static int RowLength(CellCursor[] cursors, int row)
    {
        var length = 2L + (4L * cursors.Length);
        for (var i = 0; i < cursors.Length; i++)
        {
            ref var cursor = ref cursors[i];
            var end = cursor.Ends[cursor.EndsOffset + row];
            length += end < 0 ? 0 : end - cursor.Position;
        }

        return length <= Array.MaxLength ? (int)length : throw new InvalidDataException("A row is longer than PostgreSQL takes (1 GiB).");
    }

    private static void Skip(CellCursor[] cursors, int row)
    {
        for (var i = 0; i < cursors.Length; i++)
        {
            ref var cursor = ref cursors[i];
            var end = cursor.Ends[cursor.EndsOffset + row];
            cursor.Position = end < 0 ? ~end : end;
        }
    }

    private async ValueTask MakeRoomAsync(CellCursor[] cursors, int row, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        var length = RowLength(cursors, row);
        if (length > buffer.Length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(buffer.AsMemory(0, filled), cancellationToken);
        filled = 0;
    }

    /// <summary>Where the writing stands in a column. Plain arrays: taking a span from a memory for each cell is slow.</summary>
    private struct CellCursor
    {
        public readonly byte[] Bytes;
        public readonly int BytesOffset;
        public readonly int[] Ends;
        public readonly int EndsOffset;
        public int Position;

        public CellCursor(Column column)
        {
            (Bytes, BytesOffset) = Array(column.Bytes);
            (Ends, EndsOffset) = Array(column.Ends);
        }

        private static (T[] Array, int Offset) Array<T>(ReadOnlyMemory<T> memory) =>
            MemoryMarshal.TryGetArray(memory, out var segment) ? (segment.Array!, segment.Offset) : (memory.ToArray(), 0);
    }
}
