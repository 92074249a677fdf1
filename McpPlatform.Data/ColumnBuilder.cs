using System.Buffers;

namespace McpPlatform.Data;

/// <summary>Collects the values of one column. Not thread-safe. Its buffers are taken anew for each batch, so a built column owns its memory.</summary>
/// <param name="schema">The column's name, type and encoding.</param>
public sealed class ColumnBuilder(ColumnSchema schema)
{
    private ArrayBufferWriter<byte> bytes = new(4096);
    private ArrayBufferWriter<int> ends = new(1024);

    /// <summary>Name, type and encoding.</summary>
    public ColumnSchema Schema { get; } = schema;

    /// <summary>Rows so far.</summary>
    public int RowCount => ends.WrittenCount;

    /// <summary>Bytes of values so far.</summary>
    public int ByteCount => bytes.WrittenCount;

    /// <summary>Where the bytes of the next value are written; call <see cref="EndValue"/> behind them.</summary>
    public IBufferWriter<byte> Writer => bytes;

    /// <summary>Adds a value.</summary>
    /// <param name="value">Its bytes.</param>
    public void Add(ReadOnlySpan<byte> value)
    {
        value.CopyTo(bytes.GetSpan(value.Length));
        bytes.Advance(value.Length);
        EndValue();
    }

    /// <summary>Ends the value written through <see cref="Writer"/>.</summary>
    public void EndValue() => AddEnd(bytes.WrittenCount);

    /// <summary>Adds a row without value.</summary>
    public void AddNull() => AddEnd(~bytes.WrittenCount);

    /// <summary>Hands over what was collected and begins anew, with room for as much again.</summary>
    public Column Build()
    {
        var column = new Column(Schema, bytes.WrittenMemory, ends.WrittenMemory);
        bytes = new ArrayBufferWriter<byte>(Math.Max(4096, column.Bytes.Length + (column.Bytes.Length / 8)));
        ends = new ArrayBufferWriter<int>(Math.Max(1024, column.RowCount));
        return column;
    }

    private void AddEnd(int end)
    {
        ends.GetSpan(1)[0] = end;
        ends.Advance(1);
    }
}
