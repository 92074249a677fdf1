using System.Buffers;
using System.Runtime.CompilerServices;

namespace McpPlatform.Data;

/// <summary>
/// Collects the values of one column in two plain arrays, since a call through an interface for each cell would cost the race with COPY. They
/// are taken anew for each batch, so a built column owns its memory. Not thread-safe.
/// </summary>
/// <param name="schema">The column's name, type and encoding.</param>
public sealed class ColumnBuilder(ColumnSchema schema) : IBufferWriter<byte>
{
    private const int LeastBytes = 4096;
    private const int LeastRows = 1024;
    private byte[] bytes = [];
    private int[] ends = [];
    private int length;
    private int rows;
    private int expectedBytes = LeastBytes;
    private int expectedRows = LeastRows;

    /// <summary>Name, type and encoding.</summary>
    public ColumnSchema Schema { get; } = schema;

    /// <summary>Rows so far.</summary>
    public int RowCount => rows;

    /// <summary>Bytes of values so far.</summary>
    public int ByteCount => length;

    /// <summary>Adds a value.</summary>
    /// <param name="value">Its bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> value) => value.CopyTo(Add(value.Length));

    /// <summary>Adds a value of a known length and gives its bytes, which hold anything, to fill.</summary>
    /// <param name="size">The length in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Add(int size)
    {
        if (bytes.Length - length < size)
        {
            GrowBytes(size);
        }

        var value = bytes.AsSpan(length, size);
        length += size;
        End(length);
        return value;
    }

    /// <summary>Adds a row without value.</summary>
    public void AddNull() => End(~length);

    /// <summary>Ends the value that was written through the buffer writer.</summary>
    public void EndValue() => End(length);

    /// <summary>Takes back everything behind a row, also of a value that has not been ended.</summary>
    /// <param name="row">Number of rows that stay.</param>
    public void TakeBack(int row)
    {
        rows = Math.Min(rows, row);
        var last = rows == 0 ? 0 : ends[rows - 1];
        length = last < 0 ? ~last : last;
    }

    /// <summary>Hands over what was collected and begins anew, expecting as much again.</summary>
    public Column Build()
    {
        var column = new Column(Schema, bytes.AsMemory(0, length), ends.AsMemory(0, rows));
        (expectedBytes, expectedRows) = (Math.Max(LeastBytes, length + (length / 8)), Math.Max(LeastRows, rows));
        (bytes, length, ends, rows) = ([], 0, [], 0);
        return column;
    }

    /// <inheritdoc/>
    public void Advance(int count) => length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsMemory(length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsSpan(length);
    }

    private void Reserve(int size)
    {
        if (bytes.Length - length < Math.Max(size, 1))
        {
            GrowBytes(Math.Max(size, 1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int end)
    {
        if (rows == ends.Length)
        {
            ends = Grow(ends, rows, Math.Max(expectedRows, rows * 2));
        }

        ends[rows++] = end;
    }

    private void GrowBytes(int needed)
    {
        var least = checked(length + needed);
        var wanted = Math.Min(Math.Max(bytes.Length * 2L, expectedBytes), Array.MaxLength);
        bytes = Grow(bytes, length, (int)Math.Max(wanted, least));
    }

    private static T[] Grow<T>(T[] full, int used, int size)
    {
        var larger = GC.AllocateUninitializedArray<T>(size);
        full.AsSpan(0, used).CopyTo(larger);
        return larger;
    }
}
