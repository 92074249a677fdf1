using System.Text;
using McpPlatform.Connectors.Files.Values;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>
/// Collects records into segments. A segment's end depends on the records alone (their number and bytes), never on time or on what is
/// filtered, so that reading again gives the same segments.
/// </summary>
/// <param name="cells">The columns.</param>
internal sealed class SegmentCollector(IReadOnlyList<CellWriter> cells)
{
    private const int MaxRows = 16_384;
    private const long MaxBytes = 4 * 1024 * 1024;
    private readonly CellWriter[] cells = [.. cells];
    private List<RejectedRow> rejected = [];
    private long bytes;
    private int rows;
    private int read;
    private int passed;

    /// <summary>Whether the segment is to be ended.</summary>
    public bool IsFull => read >= MaxRows || bytes >= MaxBytes;

    /// <summary>Whether nothing was read since the last segment.</summary>
    public bool IsEmpty => read == 0;

    /// <summary>Takes a record that belongs to a segment committed already, or that the cursor leaves out of the read.</summary>
    /// <param name="size">Its bytes.</param>
    /// <param name="counts">Whether it counts as read: yes when it is only sent already, no when it is not part of this run.</param>
    public void Pass(long size, bool counts)
    {
        bytes += size;
        read++;
        passed += counts ? 0 : 1;
    }

    /// <summary>Takes a record.</summary>
    /// <param name="record">It.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="file">Name of its file where a stream has several; <see langword="null"/> otherwise.</param>
    /// <param name="expectedFields">Fields it must have; <see langword="null"/> when any number will do.</param>
    public void Take(RecordReader record, long size, string? file, int? expectedFields)
    {
        bytes += size;
        read++;
        if (record.Fault is { } fault)
        {
            Reject(record, file, "", record.Source, fault);
        }
        else if (expectedFields is { } expected && record.FieldCount != expected)
        {
            Reject(record, file, "", record.Source, $"The row has {record.FieldCount} fields, but the file has {expected} columns.");
        }
        else
        {
            AddCells(record, file);
        }
    }

    /// <summary>Ends the segment.</summary>
    public Segment Build(long number, string? cursor)
    {
        var batch = new RecordBatch([.. cells.Select(c => c.Cells.Build())], rows);
        var segment = new Segment(number, batch, read - passed, 0, rejected, cursor);
        Reset();
        return segment;
    }

    /// <summary>Ends a segment that is committed already.</summary>
    public void Skip() => Reset();

    private void Reset()
    {
        (bytes, rows, read, passed) = (0, 0, 0, 0);
        rejected = [];
    }

    private void AddCells(RecordReader record, string? file)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = cells[i];
            if (!cell.TryAdd(record))
            {
                foreach (var started in cells)
                {
                    started.Cells.TakeBack(rows);
                }

                var text = record.Text(cell.Field, out _);
                Reject(record, file, cell.Column.Name, text, $"The value is not a valid {cell.Column.Type}.");
                return;
            }
        }

        rows++;
    }

    private void Reject(RecordReader record, string? file, string column, ReadOnlySpan<byte> value, string reason)
    {
        var shown = Encoding.UTF8.GetString(value.Length > 4000 ? value[..4000] : value).Replace('\0', '\uFFFD');
        rejected.Add(new RejectedRow(record.Row, column, shown.Length > 1000 ? shown[..1000] : shown, file is null ? reason : $"{file}: {reason}"));
    }
}
