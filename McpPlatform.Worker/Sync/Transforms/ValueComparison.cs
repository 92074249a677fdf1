using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Compares the bytes of a column's values with one fixed value, decoding no more than the comparison needs.</summary>
/// <param name="value">A value's bytes.</param>
/// <returns>Less than, equal to or greater than 0.</returns>
internal delegate int ValueComparison(ReadOnlySpan<byte> value);

/// <summary>Prepares comparisons.</summary>
internal static class ValueComparisons
{
    /// <summary>Prepares the comparison of a column with a fixed value. What has no order of its own is compared as text, by its bytes.</summary>
    /// <param name="schema">The column's type and encoding.</param>
    /// <param name="literal">The value as text.</param>
    /// <returns>The comparison; <see langword="null"/> where the text is no value of the column's type.</returns>
    public static ValueComparison? Of(ColumnSchema schema, string literal)
    {
        var text = Encoding.UTF8.GetBytes(literal);
        var type = schema.Type;
        if (schema.Encoding == ColumnEncoding.Utf8 || type is { IsArray: false, Kind: TypeKind.Text or TypeKind.Json })
        {
            return value => value.SequenceCompareTo(text);
        }

        return !PgOrder.Has(type)
            ? value => new ValueText().Of(schema, value).SequenceCompareTo(text)
            : type.Kind is TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 ? Whole(literal) : Typed(type.Kind, text);
    }

    /// <summary>A whole number is compared with any number, also with 3.5 or one beyond its own range.</summary>
    private static ValueComparison? Whole(string literal)
    {
        if (long.TryParse(literal, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole))
        {
            return value => Read(value).CompareTo(whole);
        }

        return decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? value => ((decimal)Read(value)).CompareTo(number)
            : null;
    }

    // The kind alone: precision and scale of the column do not bind what it is compared with.
    private static ValueComparison? Typed(TypeKind kind, ReadOnlySpan<byte> text)
    {
        var literal = new ArrayBufferWriter<byte>(16);
        return new ValueCast(new ColumnType(kind)).TryRead(text, literal)
            ? value => PgOrder.Compare(kind, value, literal.WrittenSpan)
            : null;
    }

    private static long Read(ReadOnlySpan<byte> value) => value.Length switch
    {
        2 => BinaryPrimitives.ReadInt16BigEndian(value),
        4 => BinaryPrimitives.ReadInt32BigEndian(value),
        _ => BinaryPrimitives.ReadInt64BigEndian(value),
    };
}
