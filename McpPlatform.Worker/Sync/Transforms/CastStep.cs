using System.Buffers.Binary;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Worker.Sync.Values;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Turns a column's values into another type; a value that cannot be turned rejects its row.</summary>
/// <param name="index">Place of the column.</param>
/// <param name="to">The wanted type.</param>
internal sealed class CastStep(int index, ColumnType to) : ITransformStep
{
    /// <inheritdoc/>
    public void Apply(RowBlock block)
    {
        var column = block.Columns[index];
        if (column.Schema.Encoding == ColumnEncoding.PgBinary && column.Schema.Type == to)
        {
            return;
        }

        var built = new ColumnBuilder(column.Schema with { Type = to, Encoding = ColumnEncoding.PgBinary });
        for (var row = 0; row < block.RowCount; row++)
        {
            if (column.IsNull(row) || !block.Has(row))
            {
                built.AddNull();
            }
            else if (!TryWiden(column.Schema, column.Value(row), built))
            {
                Convert(block, column, row, built);
            }
        }

        block.Columns[index] = built.Build();
    }

    private void Convert(RowBlock block, Column column, int row, ColumnBuilder built)
    {
        var text = ValueText.Format(column.Schema, column.Value(row));
        if (ValueParser.Parse(to, text) is { } bytes)
        {
            built.Add(bytes);
            return;
        }

        built.AddNull();
        block.Reject(row, column.Schema.Name, text, $"The value is no {to}.");
    }

    /// <summary>Whole numbers become longer ones without a detour through text.</summary>
    private bool TryWiden(ColumnSchema from, ReadOnlySpan<byte> value, ColumnBuilder built)
    {
        if (from.Encoding != ColumnEncoding.PgBinary || from.Type.IsArray || to != new ColumnType(TypeKind.Int64))
        {
            return false;
        }

        long? number = from.Type.Kind switch
        {
            TypeKind.Int16 => BinaryPrimitives.ReadInt16BigEndian(value),
            TypeKind.Int32 => BinaryPrimitives.ReadInt32BigEndian(value),
            _ => null,
        };
        if (number is not { } whole)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, whole);
        built.Add(bytes);
        return true;
    }
}
