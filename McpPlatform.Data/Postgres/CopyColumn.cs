using System.Runtime.CompilerServices;

namespace McpPlatform.Data.Postgres;

/// <summary>A column of a batch in the making: two plain arrays, since a call through an interface for each cell would cost the race with COPY.</summary>
internal sealed class CopyColumn(int batchRows)
{
    private byte[] bytes = GC.AllocateUninitializedArray<byte>(4096);
    private int[] ends = GC.AllocateUninitializedArray<int>(Math.Min(batchRows, 1024));
    private int length;
    private int rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> value)
    {
        var at = length;
        if (bytes.Length - at < value.Length)
        {
            Grow(value.Length);
        }

        value.CopyTo(bytes.AsSpan(at));
        length = at + value.Length;
        End(length);
    }

    public void AddNull() => End(~length);

    /// <summary>Hands over what was collected and begins anew with room for as much again.</summary>
    public Column Build(ColumnSchema schema)
    {
        var column = new Column(schema, bytes.AsMemory(0, length), ends.AsMemory(0, rows));
        bytes = GC.AllocateUninitializedArray<byte>(Math.Max(4096, length + (length / 8)));
        ends = GC.AllocateUninitializedArray<int>(Math.Max(1024, rows));
        length = 0;
        rows = 0;
        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(int end)
    {
        if (rows == ends.Length)
        {
            Array.Resize(ref ends, Math.Min(batchRows, rows * 2));
        }

        ends[rows++] = end;
    }

    private void Grow(int needed)
    {
        var wanted = Math.Max(bytes.Length * 2L, bytes.Length + (long)needed);
        Array.Resize(ref bytes, checked((int)Math.Min(wanted, Math.Max(Array.MaxLength, bytes.Length + (long)needed))));
    }
}
