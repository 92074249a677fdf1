using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using McpPlatform.Connectors.Files.Values;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>The column that grows: which rows are new, and how far it has come. The last value is read again, for rows that share it came later.</summary>
internal sealed class CursorColumn
{
    private readonly CellWriter cell;
    private readonly TypeKind kind;
    private readonly bool known;
    private readonly byte[]? from;
    private byte[]? greatest;
    private bool missing;

    /// <param name="column">The column.</param>
    /// <param name="field">Where it stands in a record.</param>
    /// <param name="from">Value to begin at, in binary as base64; <see langword="null"/> for all.</param>
    /// <param name="known">Whether the file is as the run before left it, so that a row without a readable value was seen.</param>
    public CursorColumn(CatalogColumn column, int field, string? from, bool known)
    {
        if (!CursorTypes.Has(column.Type))
        {
            throw new ConnectorException(FailureClass.Configuration,
                $"The column '{column.Name}' is {column.Type}, which cannot be a cursor. Choose a date, a timestamp, a whole number or text.");
        }

        cell = new CellWriter(column, field);
        kind = column.Type.Kind;
        this.known = known;
        this.from = from is null ? null : Convert.FromBase64String(from);
    }

    /// <summary>What the file ends with, as far as it was read.</summary>
    public FileTail Tail => new(greatest is null ? null : Convert.ToBase64String(greatest), missing);

    /// <summary>Whether a record belongs to this read. One without a readable value does, lest it be lost.</summary>
    public bool Includes(RecordReader record)
    {
        if (record.Fault is not null || !cell.TryAdd(record))
        {
            return !known;
        }

        var built = cell.Cells.Build();
        if (built.IsNull(0))
        {
            missing = true;
            return true;
        }

        var value = built.Value(0);
        if (greatest is null || PgOrder.Compare(kind, value, greatest) > 0)
        {
            greatest = value.ToArray();
        }

        return from is null || PgOrder.Compare(kind, value, from) >= 0;
    }
}
