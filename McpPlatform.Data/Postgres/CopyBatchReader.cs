using System.Buffers.Binary;

namespace McpPlatform.Data.Postgres;

/// <summary>
/// Turns the stream of <c>COPY … TO STDOUT (FORMAT binary)</c> into columnar batches. Nothing is allocated for a cell: bytes go from the
/// receive buffer into the column's array. Not thread-safe.
/// </summary>
/// <param name="stream">The stream, from its header on.</param>
/// <param name="columns">Its columns in order.</param>
/// <param name="batchRows">Most rows of a batch.</param>
/// <param name="batchBytes">A batch ends with the row that takes its values beyond this many bytes.</param>
public sealed class CopyBatchReader(Stream stream, IReadOnlyList<ColumnSchema> columns, int batchRows = 8192, int batchBytes = 4 << 20)
{
    private readonly ColumnBuilder[] building = [.. columns.Select(c => new ColumnBuilder(c))];
    private byte[] buffer = GC.AllocateUninitializedArray<byte>(1 << 18);
    private int start;
    private int end;
    private bool headerRead;
    private bool ended;

    /// <summary>The next batch; <see langword="null"/> behind the last row.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidDataException">The stream is no binary COPY stream of these columns, or it was cut off.</exception>
    public async ValueTask<RecordBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!headerRead)
        {
            await ReadHeaderAsync(cancellationToken);
        }

        var rows = 0;
        var bytes = 0;
        while (!ended)
        {
            var taken = TakeRows(ref rows, ref bytes);
            if (taken == Progress.Full)
            {
                break;
            }

            if (taken == Progress.NeedsMore)
            {
                await FillAsync(cancellationToken);
            }
        }

        return rows == 0 ? null : Build(rows);
    }

    private async ValueTask ReadHeaderAsync(CancellationToken cancellationToken)
    {
        while (end - start < CopyFormat.HeaderLength)
        {
            await FillAsync(cancellationToken);
        }

        if (!buffer.AsSpan(start, 11).SequenceEqual(CopyFormat.Signature))
        {
            throw new InvalidDataException("The stream does not begin like a binary COPY stream.");
        }

        var extension = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(start + 15));
        start += CopyFormat.HeaderLength;
        while (end - start < extension)
        {
            await FillAsync(cancellationToken);
        }

        start += extension;
        headerRead = true;
    }

    private Progress TakeRows(ref int rows, ref int bytes)
    {
        while (rows < batchRows && bytes < batchBytes)
        {
            var length = WholeRow();
            if (length < 0)
            {
                return Progress.NeedsMore;
            }

            if (ended)
            {
                return Progress.Full;
            }

            bytes += TakeRow();
            rows++;
        }

        return Progress.Full;
    }

    /// <summary>Length of the next row when all of it is in the buffer, otherwise -1. Sets <see cref="ended"/> at the trailer.</summary>
    private int WholeRow()
    {
        var span = buffer.AsSpan(start, end - start);
        if (span.Length < 2)
        {
            return -1;
        }

        var count = BinaryPrimitives.ReadInt16BigEndian(span);
        if (count == -1)
        {
            ended = true;
            return 0;
        }

        if (count != building.Length)
        {
            throw new InvalidDataException($"A row of {count} columns came where {building.Length} were asked for.");
        }

        var at = 2;
        for (var i = 0; i < count; i++)
        {
            if (span.Length - at < 4)
            {
                return -1;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(span[at..]);
            at += 4;
            if (length > 0)
            {
                if (span.Length - at < length)
                {
                    return -1;
                }

                at += length;
            }
        }

        return at;
    }

    private int TakeRow()
    {
        var span = buffer.AsSpan(start, end - start);
        var at = 2;
        foreach (var column in building)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(span[at..]);
            at += 4;
            if (length < 0)
            {
                column.AddNull();
            }
            else
            {
                column.Add(span.Slice(at, length));
                at += length;
            }
        }

        start += at;
        return at;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0 && buffer.Length - end < buffer.Length / 4)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            // Only a row longer than the buffer comes here; PostgreSQL bounds a row, and so this, at 1 GiB and a little.
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, buffer.Length * 2L));
        }

        var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += read > 0 ? read : throw new InvalidDataException("The COPY stream was cut off before its end.");
    }

    private RecordBatch Build(int rows)
    {
        var built = new Column[building.Length];
        for (var i = 0; i < built.Length; i++)
        {
            built[i] = building[i].Build();
        }

        return new RecordBatch(built, rows);
    }

    private enum Progress
    {
        NeedsMore,
        Full,
    }
}
