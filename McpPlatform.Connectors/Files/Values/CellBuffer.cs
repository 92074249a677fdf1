using System.Buffers;
using System.Runtime.CompilerServices;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Values;

/// <summary>
/// Collects the cells of one column. Unlike <see cref="ColumnBuilder"/> it can take its last cells back, which a row needs whose later cell
/// turns out not to fit.
/// </summary>
/// <param name="schema">The column.</param>
internal sealed class CellBuffer(ColumnSchema schema) : IBufferWriter<byte>
{
    private byte[] bytes = GC.AllocateUninitializedArray<byte>(4096);
    private int[] ends = new int[1024];
    private int length;
    private int rows;

    /// <summary>The column.</summary>
    public ColumnSchema Schema => schema;

    /// <summary>Adds a cell of fixed size and gives its bytes to fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Add(int size)
    {
        if (bytes.Length - length < size)
        {
            Grow(size);
        }

        var cell = bytes.AsSpan(length, size);
        length += size;
        End(length);
        return cell;
    }

    /// <summary>Adds a cell without value.</summary>
    public void AddNull() => End(~length);

    /// <summary>Ends the cell that was written through the buffer writer.</summary>
    public void EndCell() => End(length);

    /// <summary>Takes back everything behind a row.</summary>
    /// <param name="row">Number of rows that stay.</param>
    public void TakeBack(int row)
    {
        rows = Math.Min(rows, row);
        var last = rows == 0 ? 0 : ends[rows - 1];
        length = last < 0 ? ~last : last;
    }

    /// <summary>Hands the cells over and begins anew.</summary>
    public Column Build()
    {
        var column = new Column(schema, bytes.AsMemory(0, length), ends.AsMemory(0, rows));
        bytes = GC.AllocateUninitializedArray<byte>(Math.Max(4096, length + (length / 8)));
        ends = GC.AllocateUninitializedArray<int>(Math.Max(1024, rows));
        (length, rows) = (0, 0);
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
            Grow(Math.Max(size, 1));
        }
    }

    private void Grow(int size) => Array.Resize(ref bytes, checked(Math.Max(bytes.Length * 2, length + size)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int end)
    {
        if (rows == ends.Length)
        {
            Array.Resize(ref ends, ends.Length * 2);
        }

        ends[rows++] = end;
    }
}
