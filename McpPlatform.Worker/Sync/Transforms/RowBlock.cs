using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>The rows of one segment on their way through the transforms: columns that steps replace, and which rows are still in.</summary>
/// <param name="batch">The rows as they came.</param>
/// <param name="rowNumber">Number in the source of a row of the batch.</param>
internal sealed class RowBlock(RecordBatch batch, Func<int, long> rowNumber)
{
    private const int LongestShownValue = 1000;
    private readonly List<RejectedRow> rejected = [];
    private bool[]? left;

    /// <summary>The columns as the last step left them.</summary>
    public List<Column> Columns { get; } = [.. batch.Columns];

    /// <summary>Rows that came.</summary>
    public int RowCount { get; } = batch.RowCount;

    /// <summary>Rows that were left out as the plan asked.</summary>
    public int Discarded { get; private set; }

    /// <summary>Rows that could not be taken.</summary>
    public IReadOnlyList<RejectedRow> Rejected => rejected;

    /// <summary>Whether a row is still in.</summary>
    /// <param name="row">The row.</param>
    public bool Has(int row) => left is null || !left[row];

    /// <summary>Leaves a row out as the plan asked.</summary>
    /// <param name="row">The row.</param>
    public void Discard(int row)
    {
        Leave(row);
        Discarded++;
    }

    /// <summary>Leaves a row out because a value of it cannot be taken.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column at fault.</param>
    /// <param name="value">The value as text.</param>
    /// <param name="reason">Why, in one sentence.</param>
    public void Reject(int row, string column, string value, string reason)
    {
        Leave(row);
        rejected.Add(new RejectedRow(rowNumber(row), column, value.Length > LongestShownValue ? value[..LongestShownValue] : value, reason));
    }

    /// <summary>The rows that are still in.</summary>
    public RecordBatch Build()
    {
        var gone = Discarded + rejected.Count;
        return gone == 0
            ? new RecordBatch([.. Columns], RowCount)
            : new RecordBatch([.. Columns.Select(c => ColumnCompaction.Keep(c, left!, gone))], RowCount - gone);
    }

    private void Leave(int row)
    {
        left ??= new bool[RowCount];
        left[row] = true;
    }
}
