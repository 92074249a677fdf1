using System.Buffers;
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
public sealed class Column
{
    private const int MostKept = 1 << 22;
    private byte[]? pooledBytes;
    private int[]? pooledEnds;

    /// <summary>A column over memory of somebody else's.</summary>
    /// <param name="schema">Name, type and encoding.</param>
    /// <param name="bytes">All values' bytes.</param>
    /// <param name="ends">For each row the end of its value in <paramref name="bytes"/>; the complement (<c>~end</c>) where it is null.</param>
    public Column(ColumnSchema schema, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<int> ends) => (Schema, Bytes, Ends) = (schema, bytes, ends);

    /// <summary>A column that owns arrays of the shared pool.</summary>
    internal Column(ColumnSchema schema, (byte[] Array, int Length) bytes, (int[] Array, int Length) ends)
        : this(schema, bytes.Array.AsMemory(0, bytes.Length), ends.Array.AsMemory(0, ends.Length)) =>
        (pooledBytes, pooledEnds) = (bytes.Array, ends.Array);

    /// <summary>Name, type and encoding.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>All values' bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>For each row the end of its value in <see cref="Bytes"/>; the complement where it is null.</summary>
    public ReadOnlyMemory<int> Ends { get; }

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

    /// <summary>Gives arrays of the pool back, once. What was taken over from somebody else stays.</summary>
    internal void Release()
    {
        GiveBack(Interlocked.Exchange(ref pooledBytes, null));
        GiveBack(Interlocked.Exchange(ref pooledEnds, null));
    }

    /// <summary>Gives an array back to the pool, which knows no empty ones and shall not keep those of a few huge values.</summary>
    internal static void GiveBack<T>(T[]? array)
    {
        if (array is { Length: > 0 and <= MostKept })
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }

    private static int End(int stored) => stored < 0 ? ~stored : stored;
}
