using System.Buffers.Binary;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

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
        var (texts, cast) = (new ValueText(), new ValueCast(to));
        for (var row = 0; row < block.RowCount; row++)
        {
            if (column.IsNull(row) || !block.Has(row))
            {
                built.AddNull();
            }
            else if (!TryWiden(column.Schema, column.Value(row), built))
            {
                Convert(block, row, texts.Of(column.Schema, column.Value(row)), cast, built);
            }
        }

        block.Columns[index] = built.Build();
    }

    private void Convert(RowBlock block, int row, ReadOnlySpan<byte> text, ValueCast cast, ColumnBuilder built)
    {
        if (cast.TryRead(text, built))
        {
            built.EndValue();
            return;
        }

        built.AddNull();
        block.Reject(row, built.Schema.Name, Encoding.UTF8.GetString(text), $"The value is no {to}.");
    }

    /// <summary>Whole numbers become longer ones without a detour through text.</summary>
    private bool TryWiden(ColumnSchema from, ReadOnlySpan<byte> value, ColumnBuilder built)
    {
        if (from.Encoding != ColumnEncoding.PgBinary || from.Type.IsArray || to is not { Kind: TypeKind.Int64, IsArray: false })
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
