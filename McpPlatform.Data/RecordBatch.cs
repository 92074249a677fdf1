namespace McpPlatform.Data;

/// <summary>Rows as columns of equal length.</summary>
public sealed class RecordBatch
{
    /// <summary>Joins columns to a batch.</summary>
    /// <param name="columns">Columns of equal length with distinct names.</param>
    /// <param name="rowCount">Their length; a batch without columns can still have rows.</param>
    /// <exception cref="ArgumentException">A column has another length.</exception>
    public RecordBatch(IReadOnlyList<Column> columns, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (var column in columns)
        {
            if (column.RowCount != rowCount)
            {
                throw new ArgumentException($"Column '{column.Schema.Name}' has {column.RowCount} rows in a batch of {rowCount}.", nameof(columns));
            }
        }

        Columns = columns;
        RowCount = rowCount;
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Bytes of all values.</summary>
    public long ByteCount => Columns.Sum(c => (long)c.Bytes.Length);
}
