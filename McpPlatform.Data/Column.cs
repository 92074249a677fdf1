using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data;

/// <summary>How the bytes of a column's values are to be read.</summary>
public enum ColumnEncoding
{
    /// <summary>PostgreSQL's binary send format of the column's type; text is UTF-8 there too.</summary>
    PgBinary,

    /// <summary>The text form PostgreSQL writes for the type, in UTF-8.</summary>
    Utf8,
}

/// <summary>Name, type and encoding of a column.</summary>
/// <param name="Name">The name, unique in its batch.</param>
/// <param name="Type">The type.</param>
/// <param name="Nullable">Whether a value may be missing.</param>
/// <param name="Encoding">How values are encoded.</param>
public sealed record ColumnSchema(string Name, ColumnType Type, bool Nullable, ColumnEncoding Encoding = ColumnEncoding.PgBinary);

/// <summary>
/// One column of a batch: the values' bytes one after the other, and where each ends. A value is decoded only when a stage needs it.
/// </summary>
/// <param name="schema">Name, type and encoding.</param>
/// <param name="bytes">All values' bytes.</param>
/// <param name="ends">For each row the end of its value in <paramref name="bytes"/>; the complement (<c>~end</c>) where it is null.</param>
public sealed class Column(ColumnSchema schema, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<int> ends)
{
    /// <summary>Name, type and encoding.</summary>
    public ColumnSchema Schema { get; } = schema;

    /// <summary>All values' bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>For each row the end of its value in <see cref="Bytes"/>; the complement where it is null.</summary>
    public ReadOnlyMemory<int> Ends { get; } = ends;

    /// <summary>Number of rows.</summary>
    public int RowCount => Ends.Length;

    /// <summary>Whether the row has no value.</summary>
    /// <param name="row">The row, from 0.</param>
    public bool IsNull(int row) => Ends.Span[row] < 0;

    /// <summary>The bytes of a row's value; empty where it is null.</summary>
    /// <param name="row">The row, from 0.</param>
    public ReadOnlySpan<byte> Value(int row)
    {
        var ends = Ends.Span;
        var end = ends[row];
        if (end < 0)
        {
            return default;
        }

        var start = row == 0 ? 0 : End(ends[row - 1]);
        return Bytes.Span[start..end];
    }

    /// <summary>The same as memory, for what keeps it beyond a call.</summary>
    /// <param name="row">The row, from 0.</param>
    public ReadOnlyMemory<byte> ValueMemory(int row)
    {
        var ends = Ends.Span;
        var start = row == 0 ? 0 : End(ends[row - 1]);
        return ends[row] < 0 ? default : Bytes[start..ends[row]];
    }

    private static int End(int stored) => stored < 0 ? ~stored : stored;
}
