using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Connectors.Files.Values;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>The column that grows: which rows are new, and how far it has come. The last value is read again, for rows that share it came later.</summary>
internal sealed class CursorColumn
{
    private readonly CellWriter cell;
    private readonly bool signed;
    private readonly byte[]? from;
    private byte[]? greatest;

    /// <param name="column">The column.</param>
    /// <param name="field">Where it stands in a record.</param>
    /// <param name="from">Value to begin at, in binary as base64; <see langword="null"/> for all.</param>
    /// <param name="greatest">Greatest value so far.</param>
    public CursorColumn(CatalogColumn column, int field, string? from, string? greatest)
    {
        if (!IsOrderable(column.Type))
        {
            throw new ConnectorException(FailureClass.Configuration,
                $"The column '{column.Name}' is {column.Type}, which cannot be a cursor. Choose a date, a timestamp, a whole number or text.");
        }

        cell = new CellWriter(column, field);
        signed = column.Type.Kind != TypeKind.Text;
        this.from = from is null ? null : Convert.FromBase64String(from);
        this.greatest = greatest is null ? null : Convert.FromBase64String(greatest);
    }

    /// <summary>Greatest value so far, in binary as base64.</summary>
    public string? Greatest => greatest is null ? null : Convert.ToBase64String(greatest);

    /// <summary>Whether values of a type can be compared here.</summary>
    public static bool IsOrderable(ColumnType type) => !type.IsArray
        && type.Kind is TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Text;

    /// <summary>Whether a record belongs to this read. One without a readable value does, lest it be lost.</summary>
    public bool Includes(RecordReader record)
    {
        if (record.Fault is not null || !cell.TryAdd(record))
        {
            return true;
        }

        var built = cell.Cells.Build();
        if (built.IsNull(0))
        {
            return true;
        }

        var value = built.Value(0);
        if (greatest is null || Compare(value, greatest) > 0)
        {
            greatest = value.ToArray();
        }

        return from is null || Compare(value, from) >= 0;
    }

    /// <summary>Binary values are big-endian: as unsigned bytes they are in order once the sign is turned.</summary>
    private int Compare(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (signed && (one[0] ^ other[0]) >= 0x80)
        {
            return one[0] >= 0x80 ? -1 : 1;
        }

        return one.SequenceCompareTo(other);
    }
}
