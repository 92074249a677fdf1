using System.Text.Unicode;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>
/// Looks at a batch before it is sent: text that PostgreSQL cannot hold, keys without value, values in columns that the plan's policy lets
/// discard the row. A clean column costs one pass over its bytes.
/// </summary>
internal sealed class RowScreen
{
    private readonly IReadOnlyList<ColumnSchema> columns;
    private readonly int[] texts;
    private readonly int[] keys;
    private readonly int[] discarding;

    public RowScreen(IReadOnlyList<ColumnSchema> columns, TargetFit fit, IReadOnlyCollection<string> keyColumns)
    {
        this.columns = columns;
        texts = Indexes(i => fit.Columns[i].Fate == ColumnFate.Written && IsText(columns[i]));
        keys = Indexes(i => keyColumns.Contains(fit.Columns[i].Name));
        discarding = Indexes(i => fit.Columns[i].Fate == ColumnFate.DiscardsRow);
    }

    /// <summary>Examines a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="firstRow">Number of its first row in the source.</param>
    public Screened Examine(RecordBatch batch, long firstRow)
    {
        var screened = new Screened(batch.RowCount);
        foreach (var index in discarding)
        {
            MarkDiscarded(batch.Columns[index], screened);
        }

        foreach (var index in keys)
        {
            MarkKeyless(batch.Columns[index], firstRow, screened);
        }

        foreach (var index in texts)
        {
            MarkBadText(batch.Columns[index], firstRow, screened);
        }

        return screened;
    }

    private static void MarkDiscarded(Column column, Screened screened)
    {
        for (var row = 0; row < column.RowCount; row++)
        {
            if (!column.IsNull(row))
            {
                screened.Discard(row);
            }
        }
    }

    private static void MarkKeyless(Column column, long firstRow, Screened screened)
    {
        if (!column.Schema.Nullable)
        {
            return;
        }

        for (var row = 0; row < column.RowCount; row++)
        {
            if (column.IsNull(row))
            {
                screened.Reject(row, new RejectedRow(firstRow + row, column.Schema.Name, null, "The key has no value, so the row cannot be told from others."));
            }
        }
    }

    private static void MarkBadText(Column column, long firstRow, Screened screened)
    {
        var bytes = column.Bytes.Span;
        if (!bytes.Contains((byte)0) && Utf8.IsValid(bytes) && NoValueBeginsInside(column))
        {
            return;
        }

        for (var row = 0; row < column.RowCount; row++)
        {
            var value = column.Value(row);
            var nul = value.Contains((byte)0);
            if (nul || !Utf8.IsValid(value))
            {
                var reason = nul ? "The text contains a NUL character, which PostgreSQL cannot hold." : "The bytes are no valid UTF-8 text.";
                screened.Reject(row, new RejectedRow(firstRow + row, column.Schema.Name, RejectedValue.Cut(value), reason));
            }
        }
    }

    // Two invalid values can be valid side by side: one ends, and the next begins, in the middle of a character.
    private static bool NoValueBeginsInside(Column column)
    {
        var bytes = column.Bytes.Span;
        foreach (var stored in column.Ends.Span)
        {
            var end = stored < 0 ? ~stored : stored;
            if (end < bytes.Length && (bytes[end] & 0xC0) == 0x80)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsText(ColumnSchema column) => !column.Type.IsArray
        && (column.Encoding == ColumnEncoding.Utf8 || column.Type.Kind is TypeKind.Text or TypeKind.Json);

    private int[] Indexes(Func<int, bool> wanted) => [.. Enumerable.Range(0, columns.Count).Where(wanted)];
}

/// <summary>Which rows of a batch are not written, and why.</summary>
/// <param name="rows">Rows of the batch.</param>
internal sealed class Screened(int rows)
{
    private bool[]? leaveOut;
    private List<RejectedRow>? rejected;

    /// <summary>For each row whether it is left out; empty when none is.</summary>
    public ReadOnlyMemory<bool> LeaveOut => leaveOut;

    /// <summary>Rows for quarantine.</summary>
    public IReadOnlyList<RejectedRow> Rejected => rejected ?? [];

    /// <summary>How many rows the plan's policy discards.</summary>
    public int Discarded { get; private set; }

    /// <summary>Rows that are written.</summary>
    public int Written => rows - Discarded - Rejected.Count;

    public void Discard(int row)
    {
        if (Leave(row))
        {
            Discarded++;
        }
    }

    public void Reject(int row, RejectedRow why)
    {
        if (Leave(row))
        {
            (rejected ??= []).Add(why);
        }
    }

    /// <summary>Whether a row is still to be written.</summary>
    public bool Writes(int row) => leaveOut is null || !leaveOut[row];

    private bool Leave(int row)
    {
        leaveOut ??= new bool[rows];
        var news = !leaveOut[row];
        leaveOut[row] = true;
        return news;
    }
}
