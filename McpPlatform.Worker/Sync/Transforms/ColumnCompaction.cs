using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Takes rows out of a column: bytes of neighbouring rows that stay are copied in one piece, none is decoded.</summary>
internal static class ColumnCompaction
{
    /// <summary>The column without the rows that left.</summary>
    /// <param name="column">The column.</param>
    /// <param name="left">For each row whether it left.</param>
    /// <param name="gone">How many left.</param>
    public static Column Keep(Column column, ReadOnlySpan<bool> left, int gone)
    {
        var ends = column.Ends.Span;
        var kept = new int[column.RowCount - gone];
        var bytes = new byte[KeptBytes(ends, left)];
        int written = 0, filled = 0;
        for (var row = 0; row < ends.Length;)
        {
            if (left[row])
            {
                row++;
                continue;
            }

            var until = row + 1;
            while (until < ends.Length && !left[until])
            {
                until++;
            }

            var start = Start(ends, row);
            var piece = column.Bytes.Span[start..Start(ends, until)];
            piece.CopyTo(bytes.AsSpan(written));
            Rebase(ends[row..until], kept.AsSpan(filled), written - start);
            filled += until - row;
            written += piece.Length;
            row = until;
        }

        return new Column(column.Schema, bytes, kept);
    }

    private static int KeptBytes(ReadOnlySpan<int> ends, ReadOnlySpan<bool> left)
    {
        var total = 0;
        for (var row = 0; row < ends.Length; row++)
        {
            total += left[row] ? 0 : Start(ends, row + 1) - Start(ends, row);
        }

        return total;
    }

    private static void Rebase(ReadOnlySpan<int> ends, Span<int> kept, int by)
    {
        for (var i = 0; i < ends.Length; i++)
        {
            kept[i] = ends[i] < 0 ? ~(~ends[i] + by) : ends[i] + by;
        }
    }

    private static int Start(ReadOnlySpan<int> ends, int row) => row == 0 ? 0 : ends[row - 1] < 0 ? ~ends[row - 1] : ends[row - 1];
}
